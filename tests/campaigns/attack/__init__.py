"""What one hostile person, or one outside server, can do to the others: `make attack`. See docs/campaigns.md."""
