"""`make demo`: the main job over real HTTP, without a browser."""
