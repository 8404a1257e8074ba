"""A simulated cohort in the layout of UPENN-GBM, with a planted effect whose best possible AUC is known."""
