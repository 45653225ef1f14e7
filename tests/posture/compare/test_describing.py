"""How a change is described: names of principals, what it hangs on, and whose statements make it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from guardrails.policy import Document, Statement
from guardrails.policy.language.document import RCP, SCP, VERSION, Conditions
from guardrails.policy.space.parties import OrgPath, fixed_by
from guardrails.posture import Policy, Posture, compile_posture
from guardrails.posture.compare import Direction, compare
from guardrails.posture.compare.describe import NOBODYS, ROOT_USER, labels
from guardrails.posture.compare.effect import Readings, RuleDifference
from guardrails.posture.compare.intents import NOBODY, intents_of
from tests.baselines import SMALL, load_small

ACCOUNT = "444444444441"
MFA: Conditions = (("BoolIfExists", "aws:MultiFactorAuthPresent", ("false",)),)
STOP = ("ec2:StopInstances",)


def _named(principal: tuple[str, ...], *patterns: str) -> tuple[str, ...]:
    rules: Any = SimpleNamespace(labels={}, principal_patterns=frozenset(patterns), alike=lambda *_: ())
    return labels(cast("RuleDifference", rules), principal, 0)


@pytest.mark.parametrize(
    ("principal", "kind"),
    [
        ((f"arn:aws:iam::{ACCOUNT}:root",), "the root user"),
        ((f"arn:aws:iam::{ACCOUNT}:user/ada",), "other users"),
        ((f"arn:aws:sts::{ACCOUNT}:federated-user/ada",), "other federated users"),
        ((f"arn:aws:iam::{ACCOUNT}:role/ada",), "other roles"),
        (("no-arn",), "anybody else"),
        ((), "AWS services and anonymous callers"),
    ],
)
def test_a_principal_that_no_pattern_covers_is_named_by_its_kind(
    principal: tuple[str, ...], kind: str
) -> None:
    """A reviewer reads these words, so they are asserted as words."""
    assert _named(principal) == (kind,)
    assert {ROOT_USER, NOBODYS} == {"the root user", "AWS services and anonymous callers"}


def test_a_principal_has_the_name_of_the_narrowest_pattern_that_covers_it() -> None:
    """Fewer wildcards first, and of as many the longer text."""
    role = f"arn:aws:iam::{ACCOUNT}:role/team/reader"
    wide, narrow = "arn:aws:iam::*:role/*", "arn:aws:iam::*:role/team/reader"
    assert _named((role,), wide, narrow) == (narrow,)
    # The longer one has more wildcards.
    assert _named((role,), f"arn:aws:iam::{ACCOUNT}:*", "arn:aws:iam::*:role/team/read*") == (
        f"arn:aws:iam::{ACCOUNT}:*",
    )


def _bare() -> Posture:
    """Return a posture with the policies of AWS alone."""
    posture = compile_posture(load_small(SMALL))
    return replace(posture, policies=tuple(policy for policy in posture.policies if policy.aws_managed))


def _policy(name: str, target: str, *statements: Statement) -> Policy:
    return Policy(name, name, SCP, "own", target, "", Document(statements), intents=(name,))


def _first(posture: Posture, *policies: Policy) -> Posture:
    return replace(posture, policies=(*policies, *posture.policies))


def test_what_a_change_hangs_on_does_not_follow_the_order_of_policies() -> None:
    """The denial that changes is listed before what AWS attaches, and another one hangs on another key."""
    virtual: Conditions = (
        ("Bool", "aws:MultiFactorAuthPresent", ("true",)),
        ("StringEquals", "aws:SourceVpc", ("vpc-1",)),
    )
    other = _policy("other", "Root", Statement("", "Deny", STOP, conditions=virtual))
    removed = _policy("removed", "Root", Statement("", "Deny", STOP, conditions=MFA))
    comparison = compare(_first(_bare(), removed, other), _first(_bare(), other))
    assert comparison.directions() == {Direction.WIDENED}
    assert {change.scope.conditions for change in comparison.changes} == {("aws:multifactorauthpresent",)}


def _directions(before: Posture, after: Posture) -> dict[str, set[Direction]]:
    by_account: dict[str, set[Direction]] = {}
    for change in compare(before, after).changes:
        for path in change.accounts:
            by_account.setdefault(path, set()).add(change.scope.direction)
    return by_account


MOVED = {"Workloads/Prod/shop": {Direction.WIDENED}, "Security/log-archive": {Direction.NARROWED}}


def test_a_denial_that_moves_narrows_where_it_goes_and_widens_where_it_was() -> None:
    """The same rules change for both accounts, each in its own direction."""
    before, after = (
        _first(_bare(), _policy("stop", target, Statement("", "Deny", STOP)))
        for target in ("Workloads", "Security")
    )
    assert _directions(before, after) == MOVED


def test_a_limited_allow_that_moves_narrows_where_it_goes_and_widens_where_it_was() -> None:
    """It replaces what AWS attaches, first to the one unit and then to the other."""
    allow = Statement("", "Allow", ("*",), conditions=(("Bool", "aws:MultiFactorAuthPresent", ("true",)),))

    def limited(target: str) -> Posture:
        kept = tuple(policy for policy in _bare().policies if policy.target != target)
        return replace(_bare(), policies=(*kept, _policy("allow", target, allow)))

    assert _directions(limited("Workloads"), limited("Security")) == MOVED


def test_what_nobody_can_say_is_never_called_certain() -> None:
    """Two open statements change places: either may apply without the other."""
    own, other = (
        _first(_bare(), _policy("own", "Workloads", Statement("", "Deny", STOP, conditions=conditions)))
        for conditions in (
            ((operator, "ec2:ResourceTag/owner", ("${aws:PrincipalTag/owner}",)),)
            for operator in ("StringEquals", "StringNotEquals")
        )
    )
    scopes = {(change.scope.direction, change.scope.certain) for change in compare(own, other).changes}
    assert scopes == {(Direction.UNDECIDED, False)}


def test_a_condition_on_all_that_is_fixed_in_an_account_is_settled() -> None:
    """It names the path, the organization and the account of a resource, and holds nowhere else."""
    path = "${aws:ResourceOrgID}/*/${aws:ResourceAccount}/"
    conditions: Conditions = (("StringLike", "aws:ResourceOrgPaths", (path,)),)
    fixed = fixed_by(RCP, OrgPath(ACCOUNT, "o-exampleorg1", ("r-ex4m",)))
    statement = Statement("", "Deny", ("s3:GetObject",), conditions=conditions)
    assert Readings(RCP).of(fixed)(statement, VERSION) is None


def test_whoever_denies_on_both_sides_is_not_named_for_a_change() -> None:
    """Of two statements that may apply, only the new one makes the difference."""
    old, new = (_policy(name, "Root", Statement("", "Deny", STOP)) for name in ("old", "new"))
    rules = {bit: SimpleNamespace(statement=Statement("", "Deny", STOP)) for bit in (0, 1)}
    effect: Any = SimpleNamespace(
        before=SimpleNamespace(denying=0b01, policies={0: (old,)}),
        after=SimpleNamespace(denying=0b11, policies={0: (old,), 1: (new,)}),
        space=SimpleNamespace(rules=rules),
    )
    assert intents_of(cast("RuleDifference", effect), Direction.NARROWED, 0b11, NOBODY) == ("new",)
    # Where both deny the same, an Allow was lost: those that deny at all are named.
    assert intents_of(cast("RuleDifference", effect), Direction.NARROWED, 0b01, NOBODY) == ("old",)
