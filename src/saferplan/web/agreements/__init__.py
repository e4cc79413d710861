"""Information sharing agreements: who may read whose records of people, what for, and until when."""
