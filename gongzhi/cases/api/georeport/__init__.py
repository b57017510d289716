"""Open311 GeoReport v2: matters, filing and following in the words that other request systems speak."""
