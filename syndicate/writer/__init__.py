"""I/O: the target repository, its posts and its state."""
