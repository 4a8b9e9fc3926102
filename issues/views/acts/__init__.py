"""Pages for doing something to an issue in Jira: a form for each kind of act, and what became of each."""
