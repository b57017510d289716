"""Bound this process, then become the child that is named: the first thing that runs, before anything is read."""

import resource
import runpy
import sys

MEMORY_BYTES = (
    512 * 1024 * 1024
)  # an office machine has it to spare; a roster of 200,000 rows and a photograph need less
CPU_SECONDS = 20


def limit_this_process() -> None:
    """Bound memory and time, and allow neither files to be written nor memory to be dumped."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    limit_this_process()
    runpy.run_path(sys.argv[1], run_name="__main__")
