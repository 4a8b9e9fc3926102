"""Lodge as processes: start, stop, demo, leaks."""
