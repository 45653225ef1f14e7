"""What handlers call is pinned twice, by one command and from one source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guardrails import aws_facts
from scripts import handlers
from tests.committed import assert_fresh

pytestmark = pytest.mark.slow


def _pinned(file: Path) -> dict[str, frozenset[str]]:
    pinned = json.loads(file.read_text(encoding="utf-8"))
    return {kind: frozenset(actions) for kind, actions in pinned.items() if kind != "source"}


def test_both_files_are_those_of_the_pinned_schemas() -> None:
    """Until then no policy changes, and the local AWS asks for nothing else."""
    assert_fresh(handlers.OF_PRODUCT, handlers.of_product())
    assert_fresh(handlers.REPLACING, handlers.replacing())
    assert_fresh(handlers.OF_EMULATOR, handlers.of_emulator())


@pytest.mark.parametrize("kind", handlers.TYPES)
def test_the_two_agree_in_what_they_share(kind: str) -> None:
    """They differ by what only one of them has: listing here, tags and unknown actions there."""
    of_product, of_emulator = _pinned(handlers.OF_PRODUCT)[kind], _pinned(handlers.OF_EMULATOR)[kind]
    assert of_product - of_emulator <= handlers.handler_actions(kind, [handlers.LISTING])
    only_of_emulator = {action for action in of_emulator - of_product if aws_facts.is_action(action)}
    assert only_of_emulator <= handlers.tagging_actions(kind)
