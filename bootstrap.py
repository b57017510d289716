"""Set the project up and run it: `python3 bootstrap.py demo|test|check|…`. Needs Python 3.11 and nothing else."""

import sys

if sys.version_info < (3, 11):
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit("Python 3.11 or newer is needed, this is " + found + ". 需要 Python 3.11+: PYTHON=python3.11 make demo")

from setup.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
