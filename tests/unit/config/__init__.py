"""Parts of the composition root that need neither a database nor a server."""
