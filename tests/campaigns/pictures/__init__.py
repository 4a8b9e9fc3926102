"""Pictures and recordings as people attach them, made by a script, and what becomes of each when it is cleaned."""
