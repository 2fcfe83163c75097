"""The stage alone: `python -m syndicate.fetcher ADDRESS` prints a page, fetched as in a run."""

from __future__ import annotations

import argparse
import sys

from syndicate.config import Fetch
from syndicate.errors import FetchError
from syndicate.fetcher import Fetcher
from syndicate.fetcher.folders import cache_folder


def main() -> int:
    """Fetch an address, politely, from the cache if it has not changed."""
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
