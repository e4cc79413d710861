"""What pages need of a lake, worked out once for each load and read in milliseconds: no page counts incidents."""
