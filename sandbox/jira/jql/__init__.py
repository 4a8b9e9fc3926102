"""JQL: `parser` makes a tree of a query, `search` finds the issues that it means."""
