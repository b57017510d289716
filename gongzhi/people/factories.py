"""What the addresses of persons need to be tried."""

SAMPLES = {"person": lambda cast: {"pk": cast.person_id("resident")}}
