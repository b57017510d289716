"""What `make` runs: environment, front end, catalogues, demo, tests. Standard library only."""
