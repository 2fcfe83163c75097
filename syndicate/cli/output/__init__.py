"""A report -> what the command line prints: `lines` in a pipe or as JSON, `tables` on a terminal."""
