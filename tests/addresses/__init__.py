"""Every address that Lodge has, asked by everybody, in every way."""
