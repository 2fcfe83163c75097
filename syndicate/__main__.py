"""`syndicate`, and `python -m syndicate`."""

import gc
import os
import sys
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line as this process, and end it.

    A run that was stopped has put everything in order by now. It does not wait for the answers of slow servers, as
    Python otherwise does for the threads that asked them.
    """
    try:
        from syndicate.cli import STOPPED, main
    except KeyboardInterrupt:  # while the program was still loading
        sys.stderr.write("syndicate: stopped before anything was done\n")
        sys.exit(130)
    status = main()
    if status == STOPPED:
        gc.collect()  # what other processes shared with this one is given back
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    run()
