"""Keep SNS's messages on the machine, and show which subscriptions nobody confirmed."""

from __future__ import annotations

from emulator import hooks


def install(*, confirmed_emails: bool) -> None:
    """Keep subscriptions and messages, and send none of them.

    Args:
        confirmed_emails: Whether subscriptions by e-mail count as confirmed.
    """
    hooks.deliver_nothing()
    hooks.show_pending_subscriptions(lambda protocol: protocol.startswith("email") and not confirmed_emails)
