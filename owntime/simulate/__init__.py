"""`owntime simulate`: made-up devices that send made-up weeks to a real server."""
