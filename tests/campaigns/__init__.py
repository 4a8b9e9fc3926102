"""Fault campaigns: small in CI, full by hand. See docs/campaigns.md."""
