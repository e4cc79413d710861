"""What happens in a synthetic partnership, who is told of it, and the files in which each agency would send it."""
