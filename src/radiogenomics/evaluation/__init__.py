"""Metrics with intervals, tests between models, published values, tables and figures of the results."""
