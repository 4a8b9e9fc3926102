"""Saved queries: JQL read and written (`jql`), run as the person who reads the answer, and given out as a table."""
