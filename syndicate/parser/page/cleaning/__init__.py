"""Pure: an article's element -> its body as plain, well-known HTML, and what was removed by which rule."""
