"""Signed-out posts: saved for their writer, never sent."""
