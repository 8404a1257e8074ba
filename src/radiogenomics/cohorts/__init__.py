"""Who takes part: archives, selection, patient characteristics and the simulated cohort."""
