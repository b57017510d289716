"""
What carries a code to a phone. `SMS_BACKEND` names a class with `send`, by its dotted path; empty, there is no SMS.

An adapter for an office's SMS service is a class of a few lines; it is called by the worker only, at least once a
message, and tells repeats apart by `reference`. An exception lets the message be tried again later.
"""

import sys
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Sender(Protocol):
    """Carry one message."""

    def send(self, *, phone: str, text: str, reference: str) -> None:
        """Hand a text to the service that delivers it; `phone` has eleven digits."""


class ConsoleSender:
    """Write messages where the worker writes, for trying the platform without an SMS service."""

    def send(self, *, phone: str, text: str, reference: str) -> None:
        """Write the message down."""
        sys.stdout.write(f"SMS {phone} [{reference}] {text}\n")
        sys.stdout.flush()


def is_on() -> bool:
    """Tell whether this site sends SMS."""
    return bool(settings.SMS_BACKEND)


def sender() -> Sender:
    """Return what carries messages on this site."""
    made: Sender = import_string(settings.SMS_BACKEND)()
    return made
