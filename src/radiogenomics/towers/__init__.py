"""Towers for single modalities and their fusion, trained and asked fold by fold (Lyu and Costen)."""
