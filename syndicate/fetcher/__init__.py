"""The one place that asks the network: addresses -> pages."""

from syndicate.fetcher.client import Fetcher, Terms

__all__ = ["Fetcher", "Terms"]
