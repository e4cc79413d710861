"""Partners' own files: read whatever their shape, brought to one canonical incident by a mapping profile, judged."""
