"""Changes of the tree: planned from what stands, whole, before anything is written; read from a file of a register."""
