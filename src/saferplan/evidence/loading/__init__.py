"""From files as they were delivered to tables in force: unpack, recognise, read, check, commit."""
