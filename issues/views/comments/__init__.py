"""Pages about a comment instead of a report: preview it, add it once, and see its state."""
