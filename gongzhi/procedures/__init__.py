"""The engine of ordered steps: who may act, by when, on what evidence. It knows no procedure by name."""
