"""Pages of bodies: the register, one body with what can be done about it, and what is covered and what is missing."""
