"""The public log: leaves, tree, signed checkpoints and proofs. It knows hashes only."""
