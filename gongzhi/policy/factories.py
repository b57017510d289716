"""What the addresses of packs need to be tried."""

SAMPLES = {
    "api_pack": lambda cast: {"pack": "yangjiang/chunwan"},
    "pack": lambda cast: {"pack_id": "yangjiang/chunwan"},
    "slot": lambda cast: {"room": "cases", "name": "accept_time"},
}
