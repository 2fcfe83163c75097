"""Pure: an article -> a post in Markdown, proved by rendering it back."""
