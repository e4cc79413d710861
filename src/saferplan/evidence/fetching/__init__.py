"""Gets open data from its publishers: politely, resumably, and never leaving half a file where a whole one belongs."""
