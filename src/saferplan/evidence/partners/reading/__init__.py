"""Anyone's file to tables of text: the heading wherever it stands, and what is no data told apart and counted."""
