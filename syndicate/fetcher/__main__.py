"""The stage alone: `python -m syndicate.fetcher ADDRESS` writes what is there, fetched as a run would fetch it."""

from __future__ import annotations

import argparse
import sys

from syndicate.config import Fetch
from syndicate.errors import FetchError
from syndicate.fetcher import Fetcher
from syndicate.fetcher.folders import cache_folder


def main() -> int:
    """Fetch an address, politely, and from the cache where it has not changed."""
    parser = argparse.ArgumentParser(prog="python -m syndicate.fetcher", description="an address -> a page")
    parser.add_argument("address")
    address = parser.parse_args().address
    try:
        with Fetcher(Fetch(), cache_folder() / "http", named=(address,)) as fetcher:
            sys.stdout.buffer.write(fetcher.get(address).content)
    except FetchError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
