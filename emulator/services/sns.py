"""Keep SNS's messages to HTTP endpoints on the machine."""

from __future__ import annotations

from emulator import hooks


def install() -> None:
    """Keep subscriptions and messages, and send none of them."""
    hooks.deliver_nothing()
