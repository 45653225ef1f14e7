"""What ministack's CloudWatch lacks: tags of dashboards."""

from __future__ import annotations

from emulator import hooks


def install() -> None:
    """Keep the tags of dashboards beside those of alarms."""
    hooks.take_tags_of_dashboards()
