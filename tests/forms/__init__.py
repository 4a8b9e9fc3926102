"""The form that createmeta describes: what was typed, what is sent, what is said."""
