"""People and addresses that no record of the lake names any longer leave the restricted store, for good."""
