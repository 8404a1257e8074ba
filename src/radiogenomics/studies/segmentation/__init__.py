"""Studies of networks that segment a tumour's regions."""
