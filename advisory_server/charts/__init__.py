"""Released bands as pictures: drawn off the event loop, and of nothing but the texts that were released."""
