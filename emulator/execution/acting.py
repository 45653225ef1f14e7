"""For which resource type a handler calls, and who acts in the current operation."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from emulator import hooks

if TYPE_CHECKING:
    from collections.abc import Iterator

HANDLER: ContextVar[str | None] = ContextVar("resource_type_of_the_handler", default=None)


@contextmanager
def acting(principal: hooks.ActingPrincipal | None) -> Iterator[None]:
    """Let a principal act while the block runs."""
    token = hooks.ACTING.set(principal)
    try:
        yield
    finally:
        hooks.ACTING.reset(token)


@contextmanager
def handling(resource_type: str) -> Iterator[None]:
    """Hold every call against the policies of who acts while the block runs."""
    token = HANDLER.set(resource_type)
    try:
        yield
    finally:
        HANDLER.reset(token)
