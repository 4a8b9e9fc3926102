"""Forms built from Jira's create metadata, and the drafts that keep what users type. No pages."""
