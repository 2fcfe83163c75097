"""Pure: HTML nodes -> blocks of Markdown in one dialect and one style."""
