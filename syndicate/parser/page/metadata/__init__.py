"""Pure: a page -> what it says of its article: title, date, authors, tags, description, language."""
