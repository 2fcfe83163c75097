"""Pure: an Article -> a Post in Markdown, proved by rendering it back."""
