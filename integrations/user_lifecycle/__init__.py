"""What happens to links when people are deactivated, erased, or inactive for long."""
