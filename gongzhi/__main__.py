"""The command line: `gongzhi COMMAND`, the same as `python -m gongzhi COMMAND`."""

import os
import sys


def main() -> None:
    """Run one command with the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
    from gongzhi.config.command_line import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
