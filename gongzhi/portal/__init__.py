"""Pages that compose several rooms: home, find your village, village page, what is due."""
