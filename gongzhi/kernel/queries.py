"""Reads of the kernel: what this installation is, and the journal."""

from gongzhi.kernel.clock import setting


def is_demo() -> bool:
    """Tell whether this database was made for demonstration."""
    return setting().is_demo
