"""Random guardrails at one node, and what they deny."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

from hypothesis import strategies as st

from guardrails.errors import Location
from guardrails.organization import Account
from guardrails.policy import Document, Statement, condition
from guardrails.policy.language.document import from_dict
from guardrails.posture.compile.bundle import Bundle
from guardrails.posture.compile.texts import Part
from tests.oracle import Request, applies

NODE = Account("444444444441", "Workloads/Prod/shop")
FAMILIES = ("regions", "services", "protection", "identity", "data", "network")
ACTIONS = (
    "s3:DeleteBucket",
    "s3:PutBucketPolicy",
    "s3:PutObject",
    "iam:CreateUser",
    "iam:CreateRole",
    "iam:DeleteRole",
    "ec2:RunInstances",
    "ec2:TerminateInstances",
    "kms:DisableKey",
    "quantumbakery:Bake",
)
RESOURCES = tuple(f"arn:aws:s3:::{name}-{'x' * 60}" for name in ("logs", "evidence", "backups", "results"))
PRINCIPALS = tuple(
    f"arn:aws:iam::444444444441:role/{'teams/' * 12}{name}" for name in ("ada", "bob", "cleo", "dan", "eve")
)
REGIONS = ("eu-central-1", "us-east-1")
REQUESTS = tuple(
    Request(action, region, principal, resource)
    for action, region, principal, resource in product(
        ACTIONS, REGIONS, (*PRINCIPALS[:3], "arn:aws:iam::444444444441:role/nobody"), ("*", *RESOURCES[:2])
    )
)


def _some(values: Sequence[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=len(values), unique=True).map(tuple)


@st.composite
def statements(draw: st.DrawFn, sid: str) -> Statement:
    """Draw a denial of some hundred characters: of actions or of all but some, of resources, some exempt."""
    listed = draw(_some(ACTIONS, 1))
    inverted = draw(st.integers(0, 3)) == 0
    exempt = draw(_some(PRINCIPALS))
    conditions = condition("ArnNotLike", "aws:PrincipalArn", exempt) if exempt else ()
    if draw(st.booleans()):
        conditions += condition("StringNotEquals", "aws:RequestedRegion", draw(_some(REGIONS, 1)))
    return Statement(
        sid,
        "Deny",
        actions=() if inverted else listed,
        not_actions=listed if inverted else (),
        resources=draw(st.just(("*",)) | _some(RESOURCES, 1)),
        conditions=conditions,
    )


@st.composite
def guardrails(draw: st.DrawFn, least: int = 1, most: int = 8) -> tuple[Part, ...]:
    """Draw controls of several families and documents of your own, at one node."""
    count = draw(st.integers(least, most))
    return tuple(draw(_guardrail(number)) for number in range(count))


@st.composite
def _guardrail(draw: st.DrawFn, number: int) -> Part:
    family = draw(st.sampled_from((*FAMILIES, "own")))
    said = tuple(draw(statements(f"Deny{number}S{one}")) for one in range(draw(st.integers(1, 3))))
    intent = f"policies/own-{number}.json" if family == "own" else f"control_{number}"
    document = from_dict(Document(said).to_dict()) if family == "own" else Document(said)
    return Part(NODE, family, intent, f"Control {number}", Location("baseline.yaml", number + 1, 5), document)


def edited(part: Part, said: Iterable[Statement]) -> Part:
    """Return a guardrail that says something else."""
    return Part(part.node, part.family, part.intent, part.title, part.origin, Document(tuple(said)))


def denied_by(documents: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """Return which of the sampled requests some documents deny, by number."""
    said = (statement for document in documents for statement in document["Statement"])
    return frozenset().union(*(_denied_by(json.dumps({**one, "Sid": ""})) for one in said))


@cache
def _denied_by(statement: str) -> frozenset[int]:
    read = json.loads(statement)
    return frozenset(number for number, request in enumerate(REQUESTS) if applies(read, request))


def written(bundles: Iterable[Bundle]) -> list[dict[str, Any]]:
    """Return the documents as AWS would store them."""
    return [bundle.draft.document.to_dict() for bundle in bundles]
