"""The database: the only place of the server that knows SQL."""
