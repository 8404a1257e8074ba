"""Studies of predictions that were made elsewhere."""
