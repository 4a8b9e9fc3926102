"""A small Atlassian in a process of its own: `python -m sandbox`. See docs/sandbox.md."""
