"""The difference in effect: all of it, nothing else, and said once for those for whom it is the same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from guardrails.policy import Document, Statement, action_set
from guardrails.policy.language.document import RCP, Conditions
from guardrails.policy.minify.run import minify
from guardrails.policy.unlisted import stand_in
from guardrails.posture import Policy, Posture, compile_posture
from guardrails.posture.compare import Change, Comparison, Direction, compare
from guardrails.posture.compare.describe import NOBODYS, ROOT_USER
from guardrails.posture.interchange.form import to_json
from guardrails.posture.interchange.reading import from_json
from tests.baselines import SMALL, load_small
from tests.oracle import Request, denied
from tests.posture.damages import FAULTS, REWORDINGS
from tests.posture.trees import EXEMPT, NOWHERE, REGIONS, SERVICES, Meant, changes, documents, meanings

ANYBODY = "arn:aws:iam::444444444441:role/anybody"
ACTIONS = {
    "s3": "s3:PutObject",
    "ec2": "ec2:RunInstances",
    "lambda": "lambda:InvokeFunction",
    "sqs": "sqs:SendMessage",
}


def _posture(text: str) -> Posture:
    return compile_posture(load_small(text))


def _compared(*edits: tuple[str, str]) -> Comparison:
    """Compare the small baseline with itself after some edits."""
    text = SMALL
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return compare(_posture(SMALL), _posture(text))


def _says(change: Change, path: str, request: Request) -> bool:
    """Tell whether a change is about a request of a role that no exemption names, in an account."""
    scope = change.scope
    regions, but = scope.regions, scope.but_regions
    return (
        path in change.accounts
        and bool(change.actions & action_set.bits(request.action))
        and (request.region in regions if regions is not None else request.region not in but)
        and scope.principals is None
    )


@pytest.mark.slow
@given(pair=changes())
def test_every_request_is_told_as_it_changes(pair: tuple[Meant, Meant]) -> None:
    """What a second, plain reading of both sets of documents finds changed is what is told, and only that."""
    before, after = (compile_posture(one.baseline) for one in pair)
    found = compare(before, after)
    old, new = documents(before), documents(after)
    assert Direction.UNDECIDED not in found.directions()
    for path in sorted(pair[0].accounts):
        for service in SERVICES:
            for region in (*REGIONS, NOWHERE):
                request = Request(ACTIONS[service], region, ANYBODY)
                was, now = (denied(one, path, request) for one in (old, new))
                told = {one.scope.direction for one in found.changes if _says(one, path, request)}
                expected = {Direction.NARROWED if now else Direction.WIDENED} if was != now else set()
                assert told == expected, (path, request)


@pytest.mark.slow
@given(pair=changes())
def test_an_exempt_role_never_gains_or_loses(pair: tuple[Meant, Meant]) -> None:
    """Whom all controls exempt before and after, nothing is told of."""
    found = compare(*(compile_posture(one.baseline) for one in pair))
    assert EXEMPT
    for one in found.changes:
        assert "arn:aws:iam::*:role/break-glass" in one.scope.but_principals


@pytest.mark.slow
@given(meant=meanings())
def test_a_posture_is_what_its_json_says(meant: Meant) -> None:
    """Nothing is lost on the way to another tool and back."""
    posture = compile_posture(meant.baseline)
    again = from_json(to_json(posture), "posture.json")
    assert again.organization == posture.organization
    assert to_json(again) == to_json(posture)
    found = compare(posture, again)
    assert (found.changes, found.texts_changed) == ((), 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, (_, found) in FAULTS.items() if found != "missing-target"])
def test_a_fault_shows_as_a_change(name: str, posture: Posture) -> None:
    """Whatever the proof would catch, a reviewer sees as well, and in the right direction."""
    fault, expected = FAULTS[name]
    found = compare(posture, fault(posture))
    directions = found.directions()
    assert directions
    assert Direction.UNDECIDED not in directions
    if expected in ("denied-without-intent", "level-without-allow", "global-service-denied", "locked-out"):
        assert Direction.NARROWED in directions
    elif expected != "idle-target":
        assert Direction.WIDENED in directions
    mirrored = compare(fault(posture), posture).directions()
    swapped = {Direction.WIDENED: Direction.NARROWED, Direction.NARROWED: Direction.WIDENED}
    assert mirrored == {swapped[one] for one in directions}


@pytest.mark.slow
@pytest.mark.parametrize("name", REWORDINGS)
def test_another_wording_is_no_change(name: str, posture: Posture) -> None:
    """What says the same in other words is told as such."""
    found = compare(posture, REWORDINGS[name](posture))
    assert found.changes == ()
    assert found.accounts == 12


@pytest.mark.slow
def test_minified_policies_are_no_change(posture: Posture) -> None:
    """Every text changes, and no one gains or loses anything."""
    plain = (replace(one.document, verbatim=None) for one in posture.policies)
    shortened = tuple(
        replace(one, document=minify(document)) for one, document in zip(posture.policies, plain, strict=True)
    )
    found = compare(posture, replace(posture, policies=shortened))
    assert found.changes == ()
    assert found.texts_changed > 0


def test_a_region_for_everybody_is_one_change() -> None:
    """The accounts for which it is the same are told together, with what it is and who gains it."""
    found = _compared(
        ("allowed: [eu-central-1, eu-west-1]", "allowed: [eu-central-1, eu-west-1, eu-north-1]")
    )
    assert found.directions() == {Direction.WIDENED}
    first = found.changes[0]
    assert first.scope.regions == ("eu-north-1",)
    assert first.scope.but_principals == ("arn:aws:iam::*:role/break-glass",)
    assert first.scope.conditions == ()
    assert {path for one in found.changes for path in one.accounts} == {"legacy", "Workloads/Prod/shop"}
    assert first.before == ("guardrails/regions/Root-f9ad0f97",)
    assert first.witness.region == "eu-north-1"
    assert action_set.count(first.actions) > 10_000


def test_a_denied_service_is_told_with_its_actions() -> None:
    """Exactly the service's actions, those that AWS will add included, where they were open."""
    found = _compared(("Workloads: { denied: [gamelift] }", "Workloads: { denied: [gamelift, workmail] }"))
    [change] = found.changes
    assert change.scope.direction is Direction.NARROWED
    assert change.accounts == ("Workloads/Prod/shop",)
    # The root can deny it as well, now that nobody below it needs it.
    assert set(change.units) == {"Root", "Workloads", "Workloads/Prod"}
    assert change.actions == action_set.bits("workmail:*")
    # What the region denies anyway is no loss.
    assert change.scope.regions == ("eu-central-1", "eu-west-1")


def test_a_unit_without_accounts_changes_for_accounts_to_come() -> None:
    """Nobody is there yet, and the next account is bound otherwise."""
    found = _compared(
        ("  overrides:\n    Security:", "  overrides:\n    Sandbox: [eu-west-1]\n    Security:")
    )
    assert found.directions() == {Direction.NARROWED}
    assert {unit for one in found.changes for unit in one.units} == {"Sandbox"}
    assert {path for one in found.changes for path in one.accounts} == set()


def test_a_condition_that_decides_is_named() -> None:
    """Where only some values of a key make the difference, the key is told."""
    mfa: Conditions = (("BoolIfExists", "aws:MultiFactorAuthPresent", ("false",)),)
    found = _added(Statement("", "Deny", ("ec2:StopInstances",), conditions=mfa), "Workloads")
    assert found.directions() == {Direction.NARROWED}
    for change in found.changes:
        assert change.scope.conditions == ("aws:multifactorauthpresent",)
        assert action_set.names(change.actions) == ("ec2:StopInstances",)
    # Whom the regions exempt loses it everywhere, all others where they had it.
    told = {change.scope.principals: change.scope.regions for change in found.changes}
    everywhere, here = ("arn:aws:iam::*:role/break-glass",), ("eu-central-1", "eu-west-1")
    assert told == {everywhere: None, None: here}


def test_a_resource_that_decides_is_named() -> None:
    """A denial of some ARNs leaves the rest."""
    ledger = Statement("", "Deny", ("s3:DeleteBucket",), resources=("arn:aws:s3:::ledger",))
    for change in _added(ledger, "Workloads").changes:
        assert change.scope.conditions == ("resource",)
        assert change.witness.resource == "arn:aws:s3:::ledger"


def test_what_nobody_can_say_is_told_as_such() -> None:
    """One open statement narrows as far as anybody can say; what becomes of two, nobody can."""
    own: Conditions = (("StringNotEquals", "ec2:ResourceTag/owner", ("${aws:PrincipalTag/owner}",)),)
    found = _added(Statement("", "Deny", ("ec2:StopInstances",), conditions=own), "Workloads")
    assert {(one.scope.direction, one.scope.certain) for one in found.changes} == {
        (Direction.NARROWED, False)
    }
    posture = _posture(SMALL)
    other: Conditions = (("StringEquals", "ec2:ResourceTag/owner", ("${aws:PrincipalTag/owner}",)),)
    one, two = (
        _with(posture, Statement("", "Deny", ("ec2:StopInstances",), conditions=block), "Workloads")
        for block in (own, other)
    )
    found = compare(one, two)
    assert found.directions() == {Direction.UNDECIDED}
    assert found.reasons


def test_an_account_that_moves_is_told_by_its_id() -> None:
    """It is bound by what binds its new place; its name and path don't matter."""
    found = _compared(
        (
            '      accounts: { log-archive: "222222222222" }',
            '      accounts: { log-archive: "222222222222", old: "888888888888" }',
        ),
        ('  accounts: { legacy: "888888888888" }\n', ""),
    )
    assert found.moved == (("legacy", "Security/old"),)
    assert found.directions() == {Direction.NARROWED}
    assert {path for one in found.changes for path in one.accounts} == {"Security/old"}


def test_accounts_that_join_or_leave_have_nothing_to_compare_with() -> None:
    """They are listed, and no change is told of them."""
    found = _compared(('shop: "444444444441"', 'shop: "444444444441", till: "444444444449"'))
    assert (found.joined, found.departing, found.changes) == (("Workloads/Prod/till",), (), ())
    assert compare(_posture(SMALL.replace("legacy", "x")), _posture(SMALL)).moved == (("x", "legacy"),)


def test_a_policy_that_names_the_place_follows_a_move() -> None:
    """The path of the units above an account is a condition key like any other, and a move changes it."""
    here: Conditions = (
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", ("o-exampleorg1/*/ou-ex4m-security/*",)),
    )
    statement = Statement("", "Deny", ("ec2:StopInstances",), conditions=here)
    moved = SMALL.replace('  accounts: { legacy: "888888888888" }\n', "").replace(
        'log-archive: "222222222222" }', 'log-archive: "222222222222", legacy: "888888888888" }'
    )
    before, after = (_with(_posture(text), statement, "Root") for text in (SMALL, moved))
    found = compare(before, after)
    stopped = action_set.bits("ec2:StopInstances")
    told = [one for one in found.changes if one.actions & stopped and "Security/legacy" in one.accounts]
    assert any(one.scope.regions == ("eu-central-1", "eu-west-1") for one in told)
    assert {one.scope.direction for one in told} == {Direction.NARROWED}


def test_a_resource_policy_is_about_everybody_who_asks() -> None:
    """Its changes are told of the accounts' resources, and of callers from anywhere."""
    outsiders: Conditions = (
        ("StringNotEqualsIfExists", "aws:PrincipalOrgID", ("o-exampleorg1",)),
        ("BoolIfExists", "aws:PrincipalIsAWSService", ("false",)),
    )
    statement = Statement("", "Deny", ("s3:GetObject",), conditions=outsiders)
    posture = _posture(SMALL)
    found = compare(posture, _with(posture, statement, "Workloads", RCP))
    [change] = found.changes
    assert change.scope.policy_type == RCP
    assert change.scope.direction is Direction.NARROWED
    assert set(change.scope.conditions) == {"aws:principalorgid", "aws:principalisawsservice"}
    exempt: Conditions = (("ArnNotLike", "aws:PrincipalArn", ("arn:aws:iam::444444444441:role/reader",)),)
    exempt_statement = _with(posture, replace(statement, conditions=outsiders + exempt), "Workloads", RCP)
    told = compare(_with(posture, statement, "Workloads", RCP), exempt_statement).changes
    assert {one.scope.principals for one in told} == {("arn:aws:iam::444444444441:role/reader",)}


def test_names_of_principals() -> None:
    """The root user is called so; who has no ARN is no role."""
    roots: Conditions = (("ArnLike", "aws:PrincipalArn", ("arn:aws:iam::*:root",)),)
    [change] = _added(Statement("", "Deny", ("ec2:StopInstances",), conditions=roots), "Workloads").changes
    assert change.scope.principals == (ROOT_USER,)
    absent: Conditions = (("Null", "aws:PrincipalArn", ("true",)),)
    statement = Statement("", "Deny", ("s3:GetObject",), conditions=absent)
    posture = _posture(SMALL)
    [change] = compare(posture, _with(posture, statement, "Workloads", RCP)).changes
    assert change.scope.principals == (NOBODYS,)


def test_everybody_whom_one_list_exempts_is_named() -> None:
    """The list makes one class of them; an answer that named one alone would deny the others something."""
    exempt = tuple(f"arn:aws:iam::*:role/{name}" for name in ("first", "second-*", "third"))
    elsewhere = "arn:aws:iam::999999999999:role/other"
    conditions: Conditions = (("ArnNotLike", "aws:PrincipalArn", (*exempt, elsewhere)),)
    statement = Statement("", "Deny", ("ec2:StopInstances",), conditions=conditions)
    told = [set(change.scope.but_principals) for change in _added(statement, "Workloads").changes]
    others = [names for names in told if names]
    assert others
    assert all(names >= set(exempt) and elsewhere not in names for names in others)


def _added(statement: Statement, target: str) -> Comparison:
    posture = _posture(SMALL)
    return compare(posture, _with(posture, statement, target))


def _with(
    posture: Posture, statement: Statement, target: str, policy_type: str = "SERVICE_CONTROL_POLICY"
) -> Posture:
    policy = Policy("x", "extra", policy_type, "own", target, "", Document((statement,)))
    return replace(posture, policies=(*posture.policies, policy))


@pytest.mark.parametrize("freed", ["newservice:*", "s3:FutureCall"])
def test_what_not_action_frees_of_tomorrow_is_compared(freed: str) -> None:
    """A service that the catalogue lacks may be there tomorrow; whoever loses its exemption loses it."""
    before, after = (
        json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Deny", "NotAction": [*more, "iam:*"], "Resource": "*"}],
            }
        )
        for more in ([freed], [])
    )
    postures = [compile_posture(load_small(SMALL, {"policies/own.json": own})) for own in (before, after)]
    narrowed = compare(*postures)
    assert narrowed.directions() == {Direction.NARROWED}
    assert {change.actions for change in narrowed.changes} == {stand_in(freed)}
    assert all(change.witness.action.startswith(freed.removesuffix("*")) for change in narrowed.changes)
    assert compare(*reversed(postures)).directions() == {Direction.WIDENED}
