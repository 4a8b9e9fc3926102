"""One report, its files, and all that the simulated Atlassian can do to them, in any order."""
