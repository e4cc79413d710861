"""Events with a point: read from files and from the lake, on a plane of metres, within the outlines of areas."""
