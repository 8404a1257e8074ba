"""A simulated cohort in the layout of an archive, with a planted effect whose best possible AUC is known."""
