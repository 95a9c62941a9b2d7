"""The pages that people read: made on the server, whole without script, their state in the address."""
