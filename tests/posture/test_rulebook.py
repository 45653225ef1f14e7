"""Statements once each, and what they do together over an account."""

from collections.abc import Sequence
from typing import Literal

import pytest

from guardrails.organization import ROOT_PATH
from guardrails.policy import Document, Statement
from guardrails.policy.language.document import RCP, RCP_FULL_ACCESS, SCP, VERSION
from guardrails.posture.model import Policy
from guardrails.posture.rulebook import Reading, Rulebook, Standing, as_written, statements_of, union

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


def _standing(
    book: Rulebook, levels: Sequence[Sequence[Policy]], policy_type: str, reads: Reading = as_written
) -> Standing:
    page = book.page(statements_of(levels, policy_type, reads))
    return page.standing(levels, policy_type, reads)


def test_rules_that_levels_have_in_common_are_in_their_union_once() -> None:
    """Sets of rules overlap, so their union isn't their sum."""
    assert union((0b011, 0b110, 0b010)) == 0b111
    assert union(()) == 0


def test_statement_alike_but_for_its_name_and_the_case_of_its_keys_is_one_rule(book: Rulebook) -> None:
    """What two statements say tells them apart, not what they are called."""
    first = _statement("One", DENYING, "ec2:RunInstances")
    same = _statement("Other", DENYING, "ec2:RunInstances", "EC2:tenancy")
    others = _statement("One", DENYING, "ec2:StopInstances"), _statement("One", ALLOWING, "ec2:RunInstances")
    page = book.page((each, VERSION) for each in (first, same, *others))

    assert page.bit(same, VERSION) == page.bit(first, VERSION)
    assert page.bit(first, VERSION) not in [page.bit(each, VERSION) for each in others]
    assert len(page.rules) == 3


def test_what_may_allow_at_two_levels_is_what_their_denial_hangs_on(book: Rulebook) -> None:
    """A statement that two levels share is one rule of both, so it counts once."""
    shared = _statement("Shared", ALLOWING, "ec2:*")
    levels = [[_policy("Root", shared)], [_policy("Unit", shared, _statement("More", ALLOWING, "s3:*"))]]
    standing = _standing(book, levels, SCP)

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
    standing = _standing(book, [[full, denies, elsewhere], []], RCP)

    assert standing.allowing == ()
    assert not standing.denies(0)
    assert standing.denies(standing.denying)
    assert standing.denying_policies(standing.denying) == ("Ours",)


def test_policies_that_deny_are_named_once_each(book: Rulebook) -> None:
    """A policy is named where a rule of it applies and denies, in the order of the levels."""
    first = _policy("First", _statement("A", DENYING, "s3:*"), _statement("B", DENYING, "ec2:*"))
    second = _policy("Second", _statement("C", DENYING, "s3:*"))
    allows = _policy("Allows", _statement("D", ALLOWING, "*"))
    standing = _standing(book, [[first, allows], [second]], SCP)

    assert standing.denying_policies(0b111) == ("First", "Second")
    assert standing.denying_policies(0b010) == ("First",)
    assert standing.denying_policies(standing.allowing[0]) == ()


def test_statement_that_never_applies_where_it_is_read_is_left_out(book: Rulebook) -> None:
    """It becomes no rule, so it can neither deny nor allow."""

    def only_storage(one: Statement, _: str) -> Statement | None:
        return one if one.actions == ("s3:*",) else None

    both = _policy("Both", _statement("A", DENYING, "s3:*"), _statement("B", DENYING, "ec2:*"))
    standing: Standing = _standing(book, [[both]], SCP, only_storage)

    assert (standing.denying, standing.allowing, len(standing.policies)) == (0b1, (0,), 1)


def test_pages_that_differ_in_one_rule_differ_behind_one_bit(book: Rulebook) -> None:
    """What pages share has the same bit, and a rule that replaces one like it takes that one's bit."""
    shared = _statement("Shared", ALLOWING, "*")
    entries = [
        [(shared, VERSION), (_statement("Own", DENYING, f"{service}:*"), VERSION)]
        for service in ("s3", "ec2")
    ]
    first, second = (book.page(page) for page in entries)

    assert [rule is other for rule, other in zip(first.rules, second.rules, strict=True)] == [True, False]
    both = book.page((*entries[1], *entries[0]))
    assert sorted(both.bit(*entry) for entry in (*entries[0], entries[1][1])) == [0, 1, 2]


def test_rule_keeps_its_bit_where_another_rule_is_missing(book: Rulebook) -> None:
    """A page has no rule at a bit that it doesn't need, so that the others stay where they were."""
    kinds = [
        _statement("A", ALLOWING, "*"),
        Statement("B", "Deny", ("s3:*",)),
        _statement("C", DENYING, "s3:*"),
    ]
    whole = book.page((each, VERSION) for each in kinds)
    part = book.page((each, VERSION) for each in (kinds[0], kinds[2]))

    assert part.rules == [whole.rules[0], None, whole.rules[2]]
