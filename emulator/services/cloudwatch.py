"""Add to ministack's CloudWatch: tags of dashboards, and one answer in every protocol."""

from __future__ import annotations

from emulator import hooks
from emulator.services import paged
from emulator.services.paged import Paged
from emulator.services.protocols import Translated


def install() -> None:
    """Keep the tags of dashboards beside those of alarms, and answer Query and CBOR as JSON."""
    hooks.take_tags_of_dashboards()
    pages = Paged(paged.SERVICES["monitoring"], hooks.handler_of("monitoring"))
    translated = Translated("cloudwatch", pages.handle)
    hooks.route("monitoring", translated.handle, "cloudwatch")
