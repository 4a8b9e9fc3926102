"""The steps between the button “Link” and a stored Connection."""
