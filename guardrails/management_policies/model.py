"""A management policy where it is attached."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from guardrails.errors import Location

NOWHERE = Location("")


@dataclass(frozen=True)
class ManagementPolicy:
    """A management policy and the one node that it is attached to.

    `key` is short and stable, as a construct id is made of it. The text is JSON: a value that can't change,
    and what AWS stores.
    """

    key: str
    name: str
    type: str
    """The type as AWS Organizations names it, such as S3_POLICY."""
    target: str
    """The path of the node."""
    description: str
    text: str
    entry: str = ""
    """The name of the entry of the baseline that declares it, or the file that names a policy of others."""
    origin: Location = NOWHERE
    """Where the baseline declares it, or where that file names it."""
    foreign: bool = False
    """Whether others manage it; no stack declares it."""

    def to_dict(self) -> dict[str, Any]:
        """Render as the object that CloudFormation and the API take."""
        document: dict[str, Any] = json.loads(self.text)
        return document
