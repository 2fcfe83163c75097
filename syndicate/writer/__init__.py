"""I/O: changes -> the target's files, state and git history."""
