"""Pure: a page of unknown layout -> the element that holds the article, or what the page is instead."""
