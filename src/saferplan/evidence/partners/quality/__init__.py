"""How good one extract is, in counts: filled, understood, in time, told once, and beside the feed's earlier ones."""
