"""What people type about themselves: to sign in, to choose a password, to say how they like their pages."""
