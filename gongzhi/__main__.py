"""The command line: `gongzhi COMMAND`, the same as `python -m gongzhi COMMAND`."""

import os
import sys


def main() -> None:
    """Run one management command with the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gongzhi", *sys.argv[1:]])


if __name__ == "__main__":
    main()
