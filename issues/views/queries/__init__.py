"""The pages of saved queries: the list, the form, the table, and its files."""
