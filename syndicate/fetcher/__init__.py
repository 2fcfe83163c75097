"""The one place that asks the network: addresses -> pages."""

from syndicate.fetcher.client import Fetcher, FetchOptions

__all__ = ["FetchOptions", "Fetcher"]
