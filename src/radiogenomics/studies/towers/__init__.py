"""Studies of towers for MRI and expression, and of their fusion."""
