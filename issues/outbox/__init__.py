"""The outbox: every write that users want done in Jira, exactly once. Read states.py first, then engine/."""
