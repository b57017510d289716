"""What the addresses of areas need to be tried."""

SAMPLES = {
    "area": lambda cast: {"area": cast.area("county").id},
    "code": lambda cast: {"system": "nbs", "code": "440114"},
}
