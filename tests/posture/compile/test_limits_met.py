"""Packing at its limits: what just fits stays as written, and what can't be put in order is searched for."""

from __future__ import annotations

import pytest

from guardrails.errors import Location
from guardrails.policy import Document, Statement
from guardrails.policy.language.document import Conditions
from guardrails.posture.compile.bins import spread
from guardrails.posture.compile.bundle import Bundle
from guardrails.posture.compile.naming import SHARED
from guardrails.posture.compile.pack import NoRoom, packed
from guardrails.posture.compile.texts import Part, verbatim
from tests.posture.compile.packing import NODE

WHERE = Location("baseline.yaml", 1, 1)


def _part(family: str, *statements: Statement) -> Part:
    return Part(NODE, family, f"{family}_control", "Title", WHERE, Document(statements))


def _surely(parts: list[Part], limit: int, slots: int) -> list[Bundle]:
    bundles = packed(parts, limit, slots)
    assert isinstance(bundles, list)
    return bundles


def test_a_document_of_exactly_the_limit_fits() -> None:
    """AWS's quota is the last size that it takes; one character less is too little room."""
    part = _part("own", Statement("Deny", "Deny", actions=("s3:PutObject",)))
    size = verbatim(part).size
    (bundle,) = _surely([part], size, 1)
    assert bundle.draft.document == part.document
    assert isinstance(packed([part], size - 1, 1), NoRoom)


def test_families_that_share_the_only_slot_stay_as_written() -> None:
    """Two statements that could be joined into one aren't, where there is room for both."""
    owner: Conditions = (("StringNotEquals", "aws:PrincipalTag/owner", ("me",)),)
    statements = [
        Statement(f"Deny{action}", "Deny", actions=(f"s3:{action}",), conditions=owner)
        for action in ("PutObject", "GetObject")
    ]
    parts = [_part(family, said) for family, said in zip(("identity", "data"), statements, strict=True)]
    (bundle,) = _surely(parts, 10_240, 1)
    assert bundle.family == SHARED
    assert list(bundle.draft.document.statements) == statements


def test_a_short_statement_beside_one_that_is_cut() -> None:
    """A family is written as its controls write it only if all of its statements fit, not some."""
    names = tuple(f"s3:Put{letter}{'x' * 90}" for letter in "abcdefghijklmnopqrst")
    short = Statement("DenyLittle", "Deny", not_actions=("s3:GetObject",))
    bundles = _surely([_part("data", short, Statement("DenyMuch", "Deny", actions=names))], 1_300, 9)
    statements = [statement for bundle in bundles for statement in bundle.draft.document.statements]
    assert sorted(action for statement in statements for action in statement.actions) == sorted(names)
    assert [statement.not_actions for statement in statements if statement.not_actions] == [("s3:GetObject",)]


@pytest.mark.parametrize(
    ("sizes", "capacity", "bins"),
    [
        ((18, 4, 14, 9, 7, 3, 3), 20, 3),
        ((2, 3, 9, 11, 2, 5, 5, 7), 15, 3),
        ((55, 18, 22, 37, 31, 11, 47, 32, 41, 49, 42, 31, 33, 22, 21, 58, 27, 23), 100, 6),
    ],
    ids=["seven things", "eight things", "many, where a hopeless branch must end early"],
)
def test_the_search_finds_what_neither_order_does(sizes: tuple[int, ...], capacity: int, bins: int) -> None:
    """First-fit fails in the order given and with the largest first."""
    chosen = spread(sizes, capacity, bins)
    assert chosen is not None
    loads = [0] * bins
    for size, number in zip(sizes, chosen, strict=True):
        loads[number] += size
    assert max(loads) <= capacity
