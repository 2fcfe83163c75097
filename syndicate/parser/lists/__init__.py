"""Pure: a feed, a sitemap or another list -> its entries."""
