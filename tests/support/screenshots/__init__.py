"""Pictures of Lodge: the three of README, and every page in every state, in light and dark, wide and narrow."""
