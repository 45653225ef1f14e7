"""The bootstraps of both accounts: there, and with the derived policies alone, by their documents."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from guardrails.baseline.declared_stacks import stack_members
from guardrails.capture import Capture
from guardrails.preflight import Inspection, PreflightViolation, Unknown, checks
from guardrails.preflight.statements import allows_everything, differences
from tests.preflight import cases
from tests.preflight.cases import (
    ARCHIVE,
    ARCHIVE_POLICY,
    EXISTING,
    HOME,
    MANAGEMENT,
    POLICY,
    inspection,
    sound,
)

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
READ = {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}
WRITE = {"Sid": "Write", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}


def _outcomes(id_: str, examined: Inspection) -> list[tuple[str, str]]:
    outcomes = checks()[id_].check(examined)
    return [
        (outcome.subject, outcome.problem)
        for outcome in outcomes
        if isinstance(outcome, PreflightViolation | Unknown)
    ]


def _with(policy: str, *statements: dict[str, Any]) -> Capture:
    """Return the sound organization with other statements in one of the policies."""
    captured = sound().stacks
    assert captured is not None
    others = tuple(other for other in captured.policies if other.arn != policy)
    return cases.stacks(policies=(*others, cases.managed(policy, *statements)))(sound())


def test_the_archive_needs_the_bootstrap_of_the_qualifier() -> None:
    """A capture with the archive's stacks tells more than the names of its roles."""
    captured = sound().stacks
    assert captured is not None
    management, _ = captured.stacks or ()
    gone = cases.stacks(stacks=(management,))(sound())
    place = f"Security/log-archive in {HOME}"
    assert _outcomes("PF-BTS-001", inspection(gone)) == [(place, "has no stack guardrails-toolkit")]
    other = cases.stacks(stacks=(management, cases.toolkit(ARCHIVE, "other")))(sound())
    [(subject, problem)] = _outcomes("PF-BTS-001", inspection(other))
    assert (subject, "qualifier other" in problem) == (place, True)


def test_a_bootstrap_of_another_account_is_none_of_the_management_account() -> None:
    """Both have the same name."""
    archive = cases.stacks(stacks=(cases.toolkit(ARCHIVE),))(sound())
    [(subject, _)] = _outcomes("PF-BTS-001", inspection(archive))
    assert subject.endswith(f"management in {HOME}")


def test_without_the_archive_its_policies_are_unknown() -> None:
    """The remedy names the option that reads them."""
    [unknown] = checks()["PF-BTS-003"].check(inspection(cases.stacks(members=())(sound())))
    assert isinstance(unknown, Unknown)
    assert f"--stack-account {ARCHIVE}" in unknown.remedy


@pytest.mark.parametrize(("policy", "account"), [(POLICY, MANAGEMENT), (ARCHIVE_POLICY, ARCHIVE)])
def test_a_document_that_allows_everything_is_found(policy: str, account: str) -> None:
    """The name of the policy says nothing about what it allows."""
    [(subject, problem)] = _outcomes("PF-BTS-003", inspection(_with(policy, READ, EVERYTHING)))
    assert subject == f"{cases.EXECUTE}-{account}-{HOME}"
    assert problem == "has a policy that allows everything on everything"


def test_documents_are_compared_with_those_that_the_templates_need() -> None:
    """The order and form of lists don't matter; each right that is missing or left over is named."""
    turned = {**READ, "Sid": "Other", "Action": list(reversed(READ["Action"])), "Resource": ["*"]}
    whole = replace(
        inspection(_with(POLICY, turned, WRITE)), derived={(MANAGEMENT, HOME): ({"Statement": [READ]},)}
    )
    assert _outcomes("PF-BTS-003", whole) == [
        (f"{cases.EXECUTE}-{MANAGEMENT}-{HOME}", "has rights that these templates don't need: Write")
    ]
    lacking = replace(whole, derived={(MANAGEMENT, HOME): ({"Statement": [READ, WRITE]}, {"Statement": {}})})
    assert [problem for _, problem in _outcomes("PF-BTS-003", lacking)] == [
        "lacks rights that these templates need: a statement without Sid"
    ]
    same = replace(whole, derived={(MANAGEMENT, HOME): ({"Statement": [READ]}, {"Statement": WRITE})})
    assert _outcomes("PF-BTS-003", same) == []


def test_an_unread_document_is_unknown() -> None:
    """Nobody can say how wide it is."""
    captured = sound().stacks
    assert captured is not None
    hidden = tuple(policy.model_copy(update={"document": None}) for policy in captured.policies)
    examined = inspection(cases.stacks(policies=hidden)(sound()))
    assert {problem for _, problem in _outcomes("PF-BTS-003", examined)} == {
        "unknown without iam:GetPolicy, iam:GetPolicyVersion"
    }


@pytest.mark.parametrize(
    ("inline", "problem"),
    [
        (None, "unknown without iam:ListRolePolicies"),
        ({"more": json.dumps({"Statement": [EVERYTHING]})}, "also has the inline policy more"),
    ],
)
def test_an_inline_policy_counts_too(inline: dict[str, str] | None, problem: str) -> None:
    """It widens the role as an attached one does."""
    captured = sound().stacks
    assert captured is not None
    first, *rest = captured.roles
    roles = (first.model_copy(update={"inline": inline}), *rest)
    assert _outcomes("PF-BTS-003", inspection(cases.stacks(roles=roles)(sound()))) == [(first.name, problem)]


@pytest.mark.parametrize(
    ("statement", "everything"),
    [
        (EVERYTHING, True),
        ({**EVERYTHING, "Action": ["s3:*", "*:*"], "Resource": ["*"]}, True),
        ({**EVERYTHING, "Effect": "Deny"}, False),
        ({**EVERYTHING, "Action": "s3:*"}, False),
        ({**EVERYTHING, "Resource": "arn:aws:s3:::a"}, False),
        ({**EVERYTHING, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, False),
    ],
)
def test_everything_is_every_action_on_every_resource(statement: dict[str, Any], *, everything: bool) -> None:
    """A statement with a condition, or of fewer actions, is compared with the derived ones instead."""
    assert allows_everything(statement) is everything


def test_equal_documents_differ_in_nothing() -> None:
    """Neither side has a right that the other lacks."""
    assert list(differences([READ, WRITE], [WRITE, READ])) == []


def test_deletions_in_an_archive_that_nobody_read_are_unknown() -> None:
    """The archive's stack may have resources that the assembly doesn't have any more."""
    [unknown] = checks()["PF-DEP-001"].check(inspection(cases.stacks(members=())(sound())))
    assert isinstance(unknown, Unknown)
    assert unknown.subject == f"stacks in {ARCHIVE}"


def test_deletions_in_the_archive_are_named() -> None:
    """Its stacks are compared with the assembly, as those of the management account are."""
    capture = cases.deployed({"Resources": {"Topic": cases.TOPIC, "Group": cases.GROUP}})(sound())
    assert capture.stacks is not None
    *others, last = capture.stacks.stacks or ()
    moved = cases.stacks(stacks=(*others, last.model_copy(update={"member": ARCHIVE})))(capture)
    [(subject, problem)] = _outcomes("PF-DEP-001", inspection(moved))
    assert subject == "guardrails-own Group"
    assert "leaves the stack and stays in AWS" in problem


def test_an_account_without_stacks_needs_no_bootstrap() -> None:
    """A trail of others leaves nothing to deploy into the archive account."""
    text = EXISTING.replace("  search: {}\n", "")
    assert stack_members(cases.load(text)) == ()
    assert stack_members(inspection(sound()).baseline) == (ARCHIVE,)
    gone = cases.stacks(members=(), stacks=(cases.toolkit(),))(cases.inside(ARCHIVE, {"roles": {}})(sound()))
    for id_ in ("PF-BTS-001", "PF-BTS-002", "PF-BTS-003", "PF-DEP-001"):
        assert _outcomes(id_, inspection(gone, text)) == []
