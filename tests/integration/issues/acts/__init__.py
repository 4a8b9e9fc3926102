"""Acts on issues that are in Jira."""
