"""What the addresses of the portal need to be tried."""

SAMPLES = {
    "village": lambda cast: {"pk": cast.area("village").id},
    "elder": lambda cast: {"mode": "on"},
    "language": lambda cast: {"code": "en"},
}
