"""`make load`: many people at work at once, with a Jira that is slow and sometimes fails."""
