"""Statements as texts: each keeps a name of its own, and pieces stay within their size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guardrails.errors import Location
from guardrails.policy import Document, Statement
from guardrails.posture.compile.texts import Item, Part, cut, pieces, sourced_statements
from tests.posture.compile.packing import NODE

ACTIONS = tuple(f"s3:Put{letter}" for letter in "abcdefghijkl")
LONG = Statement("DenyMuch", "Deny", actions=ACTIONS)


def _item(statement: Statement) -> Item:
    part = Part(NODE, "data", "control", "Title", Location("baseline.yaml", 1, 1), Document((statement,)))
    (source,) = sourced_statements([part])
    return Item((source,), statement, (source.identity,))


def test_statements_of_one_sid_have_identities_of_their_own() -> None:
    """The mark of a further policy is made of them: the first keeps its name when others join it."""
    statements = tuple(replace(LONG, actions=(action,)) for action in ACTIONS[:3])
    part = Part(NODE, "data", "control", "Title", Location("baseline.yaml", 1, 1), Document(statements))
    identities = [source.identity for source in sourced_statements([part])]
    assert identities == ["control/DenyMuch", "control/DenyMuch/2", "control/DenyMuch/3"]


@pytest.mark.parametrize("spare", range(13))
def test_no_piece_is_larger_than_asked(spare: int) -> None:
    """Whichever entry would be the one too many, the separator after the statement counts as well."""
    most = _item(replace(LONG, actions=ACTIONS[:4])).size + spare
    fragments = cut(_item(LONG), most)
    assert max(piece.size for piece in fragments) <= most
    assert [action for piece in fragments for action in piece.statement.actions] == list(ACTIONS)


def test_a_statement_that_leaves_room_for_three_more_digits_stays_whole() -> None:
    """Its Sid may grow by three characters; only a statement that has no room for them is cut."""
    item = _item(LONG)
    assert [piece.statement for piece in pieces([item], item.size + 3)] == [LONG]
    assert len(pieces([item], item.size + 2)) > 1
