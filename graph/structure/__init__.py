"""What a network tells of its things: who joins it, what stands together, what is missing; once per release."""
