"""Pure: an article and the Markdown of its body -> a post with its path, front matter and attribution."""
