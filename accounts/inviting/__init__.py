"""Invitations: an admin pastes a list, sees what will happen to each line, and confirms it.

parse_list.py reads text and CSV, plan.py decides what happens to each entry, invitation_sending.py does it,
signed_link.py makes and reads the links, accept.py creates the account.
"""
