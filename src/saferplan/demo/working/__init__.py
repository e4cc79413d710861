"""Works the demo's figures out of a lake that holds the real files: for maintainers."""
