"""JQL: `parser` turns a query into a tree, `search` finds its issues."""
