"""Statements once each, and what they do together over an account."""

from typing import Literal

import pytest

from guardrails.organization import ROOT_PATH
from guardrails.policy import Document, Statement
from guardrails.policy.document import RCP, RCP_FULL_ACCESS, SCP, VERSION
from guardrails.posture.model import Policy
from guardrails.posture.rulebook import Rulebook, Standing, union

ALLOWING: Literal["Allow"] = "Allow"
DENYING: Literal["Deny"] = "Deny"


def _policy(name: str, *statements: Statement, policy_type: str = SCP) -> Policy:
    return Policy(name.lower(), name, policy_type, "own", ROOT_PATH, "", Document(statements))


def _statement(
    sid: str, effect: Literal["Allow", "Deny"], action: str, key: str = "ec2:Tenancy"
) -> Statement:
    return Statement(sid, effect, (action,), conditions=(("StringEquals", key, ("dedicated",)),))


@pytest.fixture(name="book")
def _book() -> Rulebook:
    return Rulebook()


def test_rules_that_levels_have_in_common_are_in_their_union_once() -> None:
    """Sets of rules overlap, so their union isn't their sum."""
    assert union((0b011, 0b110, 0b010)) == 0b111
    assert union(()) == 0


def test_statement_alike_but_for_its_name_and_the_case_of_its_keys_is_one_rule(book: Rulebook) -> None:
    """What two statements say tells them apart, not what they are called."""
    first = book.bit(_statement("One", DENYING, "ec2:RunInstances"), VERSION)
    assert book.bit(_statement("Other", DENYING, "ec2:RunInstances", "EC2:tenancy"), VERSION) == first
    assert book.bit(_statement("One", DENYING, "ec2:StopInstances"), VERSION) != first
    assert book.bit(_statement("One", ALLOWING, "ec2:RunInstances"), VERSION) != first
    assert len(book.rules) == 3


def test_what_may_allow_at_two_levels_is_what_their_denial_hangs_on(book: Rulebook) -> None:
    """A statement that two levels share is one rule of both, so it counts once."""
    shared = _statement("Shared", ALLOWING, "ec2:*")
    levels = [[_policy("Root", shared)], [_policy("Unit", shared, _statement("More", ALLOWING, "s3:*"))]]
    standing = book.standing(levels, SCP)

    assert standing.allowing == (0b01, 0b11)
    assert standing.rules == 0b11
    assert standing.unsure(0, 0b11) == 0b11
    assert standing.unsure(0, 0b01) == 0b01
    assert standing.unsure(0b01, 0b10) == 0
    assert standing.denies(0, 0b10)
    assert not standing.denies(0, 0b01)


def test_no_level_of_resource_control_policies_has_to_allow(book: Rulebook) -> None:
    """AWS allows at every level itself; policies of another type are not read."""
    full = _policy("Full", *RCP_FULL_ACCESS.statements, policy_type=RCP)
    denies = _policy("Ours", _statement("No", DENYING, "s3:*"), policy_type=RCP)
    elsewhere = _policy("Theirs", _statement("No", DENYING, "ec2:*"))
    standing = book.standing([[full, denies, elsewhere], []], RCP)

    assert standing.allowing == ()
    assert not standing.denies(0)
    assert standing.denies(standing.denying)
    assert standing.denying_policies(standing.denying) == ("Ours",)


def test_policies_that_deny_are_named_once_each(book: Rulebook) -> None:
    """A policy is named where a rule of it applies and denies, in the order of the levels."""
    first = _policy("First", _statement("A", DENYING, "s3:*"), _statement("B", DENYING, "ec2:*"))
    second = _policy("Second", _statement("C", DENYING, "s3:*"))
    allows = _policy("Allows", _statement("D", ALLOWING, "*"))
    standing = book.standing([[first, allows], [second]], SCP)

    assert standing.denying_policies(0b111) == ("First", "Second")
    assert standing.denying_policies(0b010) == ("First",)
    assert standing.denying_policies(standing.allowing[0]) == ()


def test_statement_that_never_applies_where_it_is_read_is_left_out(book: Rulebook) -> None:
    """It becomes no rule, so it can neither deny nor allow."""

    def only_storage(one: Statement, _: str) -> Statement | None:
        return one if one.actions == ("s3:*",) else None

    both = _policy("Both", _statement("A", DENYING, "s3:*"), _statement("B", DENYING, "ec2:*"))
    standing: Standing = book.standing([[both]], SCP, only_storage)

    assert (standing.denying, standing.allowing, len(book.rules)) == (0b1, (0,), 1)
