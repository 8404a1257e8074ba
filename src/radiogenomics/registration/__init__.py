"""Scans as they come from a scanner, moved onto one grid."""
