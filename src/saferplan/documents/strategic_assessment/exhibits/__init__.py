"""The exhibits, by what they are about. A builder gives None where the lake has no data for its exhibit."""
