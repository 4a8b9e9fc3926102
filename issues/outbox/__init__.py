"""The outbox: what users want done in Jira, each exactly once. Begin with states.py, then engine.py."""
