"""Settings, root addresses, and what walks all rooms: pack check and demo county."""
