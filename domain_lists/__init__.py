"""Which hosts belong to which platform: the shipped catalogue, what must never be listed, and the index."""
