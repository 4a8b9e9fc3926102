"""How long Lodge keeps what users wrote."""
