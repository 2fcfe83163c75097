"""Pure: a cleaned body -> Markdown that reads the same, and its losses."""
