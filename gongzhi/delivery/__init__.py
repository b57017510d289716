"""Messages to persons and what became of them."""
