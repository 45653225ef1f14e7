"""What must not leave the machine: SNS's messages to HTTP endpoints."""

from __future__ import annotations

from emulator import hooks


def install() -> None:
    """Keep subscriptions and messages, and send none of them."""
    hooks.deliver_nothing()
