"""What Clusterscape takes: seconds, milliseconds and bytes."""
