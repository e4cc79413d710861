"""The sheet on which a tasking meeting agrees what to do about hotspots, and for how long."""
