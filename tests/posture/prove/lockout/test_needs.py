"""Every need is held against all of its resources, callers and regions: a narrow Deny in the way is found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrails.baseline import load_text
from guardrails.posture import compile_posture
from guardrails.posture.prove import ProofReport, prove
from guardrails.posture.prove.report import Witness
from tests.baselines import EXAMPLE, SOUND, TODAY, listed_example, load_small
from tests.posture.denials import ASSUME, AUDITED, BESIDE, HOME, IN_THE_WAY, InTheWay, asked_in, rcp, scp

_NO_RESCUER = ("  break_glass: [break-glass] #", "  break_glass: [] #")
_AT = (
    "accounts: # roles for every account, those that join later included\n",
    "accounts:\n  at: [Workloads]\n",
)


def _report(statement: dict[str, Any], at: str, *changes: tuple[str, str]) -> ProofReport:
    """Prove the example with a document of its own at a node."""
    standing = f"guardrails:\n  - document: own.json\n    at: [{at}]\n"
    text = listed_example().replace("guardrails:\n", standing, 1)
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    own = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", **statement}]})

    def read_file(name: str) -> str:
        return own if name == "own.json" else (EXAMPLE.parent / name).read_text(encoding="utf-8")

    baseline = load_text(text, "baseline.yaml", today=TODAY, read_file=read_file)
    return prove(baseline, compile_posture(baseline))


@pytest.mark.slow
@pytest.mark.parametrize("name", IN_THE_WAY)
def test_a_narrow_deny_in_the_way_of_a_need_is_found(name: str) -> None:
    """The failure names the need, the call, the resource and the line of the policy."""
    expected = IN_THE_WAY[name]
    report = _report(expected.statement, expected.at)
    assert report.unproven == ()
    assert {failure.name for failure in report.failures} == {"locked-out"}
    failure = next(
        failure
        for failure in report.failures
        if failure.subject == expected.subject and failure.witness and _is_of(expected, failure.witness)
    )
    assert failure.obligation == 2
    assert "own/own" in failure.problem
    line = listed_example().splitlines().index("guardrails:") + 2
    assert f"of baseline.yaml:{line}:" in failure.problem
    assert "is denied" in failure.finding().problem


def _is_of(expected: InTheWay, witness: Witness) -> bool:
    return witness.action.startswith(expected.action) and expected.resource in witness.resource


@pytest.mark.slow
@pytest.mark.parametrize("name", BESIDE)
def test_what_no_need_asks_for_may_be_denied(name: str) -> None:
    """Narrowness counts on both sides: what is beside every need locks nobody out."""
    report = _report(*BESIDE[name], _NO_RESCUER)
    assert (report.failures, report.unproven) == ((), ())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("at", "accounts"), [("Workloads/Prod", 3), ("Sandbox", 0), ("Security", 0), ("Root", 7)]
)
def test_stack_sets_are_needed_at_the_units_of_the_section_alone(at: str, accounts: int) -> None:
    """Where the audit role isn't deployed, nothing of it can be locked out; the rest is counted."""
    failures = _report(scp("iam:CreateRole", AUDITED), at, _AT, _NO_RESCUER).failures
    assert [failure.accounts for failure in failures] == ([accounts] if accounts else [])
    for failure in failures:
        assert failure.subject == "accounts.audit_role"
        assert all(unit.startswith("Workloads") for unit in failure.units)


@pytest.mark.slow
def test_the_auditor_is_asked_for_at_these_units_alone() -> None:
    """An account without the role lets nobody in, and the auditor's own need not let him out to it."""
    keep_out = rcp(ASSUME, AUDITED)
    assert _report(keep_out, "Sandbox", _AT, _NO_RESCUER).failures == ()
    [failure] = _report(keep_out, "Workloads/Dev", _AT, _NO_RESCUER).failures
    assert (failure.subject, failure.accounts) == ("accounts.audit_role", 2)
    keep_in = scp(ASSUME, "arn:aws:iam::777777777771:role/*")
    assert _report(keep_in, "Security/audit", _AT, _NO_RESCUER).failures == ()
    assert len(_report(keep_in, "Security/audit", _NO_RESCUER).failures) == 1


def test_the_auditor_is_let_out_to_accounts_of_the_scope_alone() -> None:
    """No other account gets the role."""
    keep_in = scp(ASSUME, "arn:aws:iam::777777777771:role/*")
    pilot = ("exemptions:\n", "scope: [Security]\nexemptions:\n")
    assert "accounts.audit_role" not in {
        failure.subject for failure in _report(keep_in, "Security/audit", _NO_RESCUER, pilot).failures
    }


def test_sign_ins_are_not_asked_for_without_assignments() -> None:
    """A file without the section says so."""
    start, end = SOUND.index("access:\n"), SOUND.index("tags:")
    for text, says_so in ((SOUND, False), (SOUND[:start] + SOUND[end:], True)):
        baseline = load_small(text)
        reasons = {each.reason for each in prove(baseline, compile_posture(baseline)).unasked}
        assert ("no access.assignments in this file" in reasons) == says_so


@pytest.mark.slow
def test_a_key_elsewhere_is_asked_for_where_it_is() -> None:
    """CloudTrail uses a key of another account, whose policies count and not the archive's."""
    key = f"arn:aws:kms:{HOME}:222222222223:key/01234567-89ab-cdef-0123-456789abcdef"
    line = "  archive_account: Security/log-archive\n"
    there = (line, f"{line}  existing_key: {key}\n")
    cloudtrail = {"aws:PrincipalServiceName": "cloudtrail.amazonaws.com"}
    statement = rcp("kms:GenerateDataKey", StringEquals=asked_in(HOME) | cloudtrail)
    assert _report(statement, "Security/log-archive", there).failures == ()
    [failure] = _report(statement, "Security/audit", there).failures
    assert failure.witness is not None
    assert (failure.witness.resource, failure.witness.region) == (key, HOME)


@pytest.mark.slow
def test_what_nobody_can_say_of_a_need_is_not_proven() -> None:
    """Nobody knows what a wildcard for the service of an ARN does: no failure, and not held either."""
    pattern = "arn:aws:*formation:*:222222222222:stack/*"
    report = _report(scp("cloudformation:CreateChangeSet", pattern), "Security/log-archive", _NO_RESCUER)
    assert not report.failures
    assert any(each.subject == "trail.archive_account" for each in report.unproven)
    assert report.state(2) == "not proven"


@pytest.mark.slow
def test_a_variable_that_the_request_fills_in_is_not_proven() -> None:
    """Which of all roles a tag of the caller names, nobody knows."""
    pattern = "arn:aws:iam::*:role/${aws:PrincipalTag/team}"
    report = _report(scp("iam:CreateRole", pattern), "Workloads/Prod/shop")
    assert any(each.subject == "exemptions.break-glass" for each in report.unproven)


@pytest.mark.slow
@pytest.mark.parametrize("denied", ["rescue-prod", "rescue-*", "rescuer"])
def test_every_rescuer_of_a_pattern_must_be_able_to_rescue(denied: str) -> None:
    """An exemption by pattern is many principals: each of them is asked for."""
    principal = ("principal: arn:aws:iam::*:role/break-glass\n", "principal: arn:aws:iam::*:role/rescue-*\n")
    role = ("  break_glass: { callers:", "  break_glass: { name: guardrails-glass, enabled: false, callers:")
    named = {"aws:PrincipalArn": f"arn:aws:iam::*:role/{denied}"}
    failures = _report(scp("iam:CreateAccessKey", ArnLike=named), "Sandbox", principal, role).failures
    locked_out = any(failure.subject == "exemptions.break-glass" for failure in failures)
    assert locked_out == denied.startswith("rescue-")


@pytest.mark.parametrize("region", ["eu-west-1", HOME])
def test_people_sign_in_with_the_roles_of_identity_centers_region(region: str) -> None:
    """A Deny of roles under another region's path locks nobody out."""
    store = "  identity_store: d-99671a2b3c\n"
    ireland = "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_*"
    report = _report(
        rcp("sts:AssumeRoleWithSAML", ireland), "Sandbox", (store, f"{store}  region: {region}\n")
    )
    locked_out = {failure.subject for failure in report.failures if failure.name == "locked-out"}
    assert ("access.assignments[2]" in locked_out) == (region == "eu-west-1")
    assert all(subject.startswith("access.assignments[") for subject in locked_out)
