"""Near repeat: whether events that are close in space are also close in time more often than chance would have it."""
