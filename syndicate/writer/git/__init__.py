"""I/O: written files -> commits, branches and pushes, by the git program."""
