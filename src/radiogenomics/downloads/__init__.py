"""Downloads of real patients' data: what is needed, from where, whole and verified."""
