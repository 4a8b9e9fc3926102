"""A simulated Atlassian in its own process: `python -m sandbox`. See docs/sandbox.md."""
