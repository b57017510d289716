"""What the addresses of the portal need to be tried."""

SAMPLES = {
    "elder": lambda cast: {"mode": "on"},
    "language": lambda cast: {"code": "en"},
}
