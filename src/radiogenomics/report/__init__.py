"""What a reader sees: tables, figures, provenance."""
