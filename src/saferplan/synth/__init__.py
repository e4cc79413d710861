"""A synthetic partnership: files of invented people as partners would send them, and the truth about them, apart."""
