"""An issue of Jira as its viewer may see it there: its page, and its files."""
