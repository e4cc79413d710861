"""When events happen: by hour and day of the week, by season, and beside what earlier months lead one to expect."""
