"""`python -m microact` is the command `microact`."""

import sys

from microact.cli import main

if __name__ == "__main__":
    sys.exit(main())
