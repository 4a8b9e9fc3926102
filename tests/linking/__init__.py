"""Linking one's own Atlassian account: the dance, its failures, the pages, what admins see."""
