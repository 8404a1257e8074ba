"""Networks: one file per network, found by its name, and what they are made of."""
