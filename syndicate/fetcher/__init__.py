"""Addresses -> pages: the one place that makes requests for a source."""

from syndicate.fetcher.client import Fetcher, FetchOptions

__all__ = ["FetchOptions", "Fetcher"]
