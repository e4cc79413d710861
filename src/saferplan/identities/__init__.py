"""Who people are: kept in PostgreSQL, encrypted, apart from the lake; linked only under a recorded purpose."""
