"""A template that AWS documents as refused."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.emulator.deployments import MANAGEMENT

RUN = uuid.uuid4().hex[:8]
DOCS = "https://docs.aws.amazon.com"
ROOT = {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}


@dataclass(frozen=True)
class Call:
    """The same mistake as a call to the service."""

    service: str
    operation: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Refused:
    """A template whose resource `It` AWS refuses.

    Attributes:
        name: What is wrong with it.
        page: Where AWS says so; where it says so nowhere, who met the refusal.
        code: AWS's error code.
        it: The resource.
        others: What must be there for the resource to fail for this reason alone.
        before: The resource as it is first; then an update to `it` is what AWS refuses.
        call: The same as an API call, where that needs nothing else.
        depends: The others that must be there first.
    """

    name: str
    page: str
    code: str
    it: dict[str, Any]
    others: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    call: Call | None = None
    depends: tuple[str, ...] = ()


def document(*statements: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a policy of statements."""
    return {"Version": "2012-10-17", "Statement": list(statements), **more}


def deny(**elements: Any) -> dict[str, Any]:
    """Give a statement that denies something, changed by the given elements; None takes one away."""
    whole = {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*", **elements}
    return {name: value for name, value in whole.items() if value is not None}


def text(value: Any) -> str:
    """Give a document's text."""
    return json.dumps(value)
