"""What `owntime doctor` looks at, a module a concern. It reads and asks, changes nothing, and tells no secret."""
