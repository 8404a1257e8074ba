"""Graphics processors: which there are, and which job has which."""
