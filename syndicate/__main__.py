"""`python -m syndicate`."""

import sys

from syndicate.cli import main

if __name__ == "__main__":
    sys.exit(main())
