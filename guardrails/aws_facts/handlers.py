"""Which IAM actions CloudFormation calls to make, read, change and delete a resource."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_PINNED = Path(__file__).with_name("handlers.json")
WITHOUT_HANDLERS = frozenset({"AWS::CloudFormation::WaitConditionHandle"})
"""Types that CloudFormation makes by itself, by no call."""


def handler_actions(resource_type: str) -> frozenset[str]:
    """Return the actions that a resource type's handlers call, as its CloudFormation schema names them.

    Raises:
        KeyError: The type isn't pinned.
    """
    return frozenset() if resource_type in WITHOUT_HANDLERS else _pinned()[resource_type]


@cache
def _pinned() -> dict[str, frozenset[str]]:
    pinned = json.loads(_PINNED.read_text(encoding="utf-8"))
    return {name: frozenset(actions) for name, actions in pinned.items() if name != "source"}
