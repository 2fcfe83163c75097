"""Pure: a page or an entry -> an article with its body cleaned."""
