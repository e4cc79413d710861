"""One module a command: its options, and one plain function that does it and prints."""
