"""Pure: a cleaned body -> Markdown that reads the same, and what does not."""
