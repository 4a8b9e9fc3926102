"""Django's caches, with create metadata kept in the process for a moment, and a fallback while the cache is away."""
