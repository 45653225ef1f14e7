"""The proof beside policies of others: they are real to who must not be locked out, and no fault of ours."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from guardrails.baseline import Baseline
from guardrails.policy import Document
from guardrails.policy.language.document import FULL_ACCESS
from guardrails.posture import Policy, Posture, compile_posture
from guardrails.posture.prove import ProofReport, prove
from guardrails.report import proof as rendered
from tests.baselines import SOUND, TODAY, load_small
from tests.posture.faults import Fault, at, dropped, together, without_policy
from tests.posture.foreign import (
    FILE,
    GUARDRAIL,
    TOWER,
    attached,
    denying,
    document,
    form_of,
    load_foreign,
    naming,
    text_of,
)

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
STACK_SETS = """  stack-sets:
    principal: 'arn:aws:iam::*:role/stacksets-exec-*'
    owner: me@example.com
    reason: Makes the roles
guardrails:
"""
ROLES = """accounts:
  audit_role: { trusted_account: Security/log-archive }
  break_glass: { callers: [user/rescuer] }
"""
WITH_ROLES = SOUND.replace("guardrails:\n", STACK_SETS, 1) + ROLES


def _report(*policies: Policy, text: str = SOUND, detached: tuple[str, ...] = ()) -> ProofReport:
    baseline = load_foreign(*policies, text=text, detached=detached)
    return prove(baseline, compile_posture(baseline))


def _names(report: ProofReport) -> set[str]:
    return {failure.name for failure in report.failures}


def test_what_others_deny_is_no_fault_of_the_baseline() -> None:
    """All five obligations hold beside Control Tower's policies, and the proof says as of which day."""
    report = _report(*TOWER)
    assert report.failures == ()
    assert [report.state(number) for number in range(1, 6)] == ["holds"] * 5
    lines = "\n".join(rendered.text(report, "baseline.yaml"))
    assert (
        "Policies of others are those of 2026-05-20, read by arn:aws:sts::111111111111:assumed-role/Auditor."
        in lines
    )
    assert "that others attach" not in lines
    assert rendered.as_json(report)["policies_of_others"]["considered"] is True
    alone = prove(load_small(SOUND), compile_posture(load_small(SOUND)))
    assert "policies that others attach" in "\n".join(rendered.text(alone, "baseline.yaml"))
    assert "policies that others attach" in "\n".join(rendered.markdown(alone, "baseline.yaml"))
    assert rendered.as_json(alone)["policies_of_others"] == {"considered": False, "on": None, "by": None}


DEPLOYMENT = denying("cloudformation:*", Sid="NoStacks")
SIGN_IN = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*", "Sid": "NoRoles"}
LOCKOUTS: dict[str, tuple[Policy, str]] = {
    "the deployment": (attached("Security", "no-stacks", document(DEPLOYMENT)), "trail.archive_account"),
    "StackSets": (attached("Workloads", "no-stacks", document(DEPLOYMENT)), "accounts.audit_role"),
    "CloudTrail": (
        attached(
            "Security/log-archive",
            "no-writing",
            document({"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}),
            "RESOURCE_CONTROL_POLICY",
        ),
        "trail.archive_account",
    ),
    "the auditor": (attached("Security", "no-roles", document(SIGN_IN)), "accounts.audit_role"),
    "people who sign in": (
        attached(
            "Workloads",
            "no-sign-in",
            document({"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*"}),
            "RESOURCE_CONTROL_POLICY",
        ),
        "access.assignments[0]",
    ),
    "the break-glass role": (
        attached(
            "Root",
            "no-way-in",
            document({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}),
            "RESOURCE_CONTROL_POLICY",
        ),
        "accounts.break_glass",
    ),
}


@pytest.mark.parametrize(("policy", "subject"), LOCKOUTS.values(), ids=LOCKOUTS)
def test_whoever_others_lock_out_is_locked_out(policy: Policy, subject: str) -> None:
    """With a request, the policy, and the line of the file; the baseline alone can't mend it."""
    found = [failure for failure in _report(policy, text=WITH_ROLES).failures if failure.subject == subject]
    found = [failure for failure in found if policy.name in failure.problem]
    assert found
    for failure in found:
        assert (failure.obligation, failure.name) == (2, "locked-out-by-others")
        assert f"through {policy.name} of {FILE}:" in failure.problem
        assert "a policy of others keeps" in failure.problem
        assert failure.remedy == f"ask whoever manages {policy.name} to change it, then read the file again"
        assert failure.witness is not None


def test_what_others_refuse_hides_no_lockout_by_the_baseline() -> None:
    """The same deployment is refused twice, and each refusal has its own owner; one can be accepted alone."""
    own = {"Effect": "Deny", "Action": "cloudformation:*", "Resource": "*", "Sid": "Own"}
    text = SOUND.replace("policies/own.json\n    at: [Sandbox]", "policies/own.json\n    at: [Security]", 1)
    policy = attached("Root", "no-stacks", document(DEPLOYMENT))
    accepted = "accept: [{ id: locked-out-by-others, at: trail.archive_account, owner: me, reason: it,"
    files = {FILE: text_of(policy), "policies/own.json": json.dumps(document(own))}
    baseline = load_small(naming(text) + f"{accepted} until: 2026-06-30 }}]\n", files)
    report = prove(baseline, compile_posture(baseline), today=TODAY)
    archive = [failure for failure in report.failures if failure.subject == "trail.archive_account"]
    assert {failure.name for failure in archive} == {"locked-out"}
    assert all("guardrails/own/own/Security-13f2e8d7" in failure.problem for failure in archive)
    assert {item.finding.id for _, item in report.accepted} == {"locked-out-by-others"}


def test_an_allow_list_of_others_locks_out_as_well() -> None:
    """Where FullAWSAccess is detached, only what the other policies of the node allow is allowed."""
    few = attached("Security", "only-s3", document({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}))
    report = _report(few, detached=("Security",))
    assert _names(report) == {"locked-out-by-others"}
    assert all(f"where only-s3 of {FILE}:" in failure.problem for failure in report.failures)
    allowing = attached("Security", "everything", document(EVERYTHING))
    assert _report(allowing, detached=("Security",)).failures == ()


def test_a_level_at_which_others_left_no_allow_is_named() -> None:
    """It denies every call in the accounts below."""
    report = _report(attached("Sandbox", "theirs", document(denying("sqs:*"))), detached=("Sandbox",))
    [failure] = [failure for failure in report.failures if failure.name == "level-without-allow"]
    assert (failure.obligation, failure.subject, failure.location.file) == (5, "organization.foreign", FILE)
    assert "no policy at Sandbox allows anything" in failure.problem


def _kept_by_others(control: str, sid: str) -> tuple[Baseline, Posture]:
    """Let others deny all that a control of ours would, and take the control's statement out."""
    baseline = load_foreign(
        attached("Root", "theirs", document({"Effect": "Deny", "Action": "*", "Resource": "*"})), text=SOUND
    )
    del control
    return baseline, at("Root", sid, dropped)(compile_posture(baseline))


@pytest.mark.parametrize(
    ("control", "sid", "name"),
    [
        ("deny_unused_regions", "DenyUnusedRegions", "intent-not-kept"),
        ("protect_trail", "ProtectTrail", "trail-unprotected"),
    ],
)
def test_the_baseline_keeps_its_promises_by_itself(control: str, sid: str, name: str) -> None:
    """What others deny may be gone tomorrow, so it keeps no intent and no protection of ours."""
    baseline, posture = _kept_by_others(control, sid)
    assert name in _names(prove(baseline, posture))


def _renamed(posture: Posture) -> Posture:
    """Let a policy of ours pass for one of others."""
    changed = (
        replace(policy, family="foreign") if policy.family == "identity" else policy
        for policy in posture.policies
    )
    return replace(posture, policies=tuple(changed))


def _restored(posture: Posture) -> Posture:
    """Attach FullAWSAccess where others detached it."""
    full = next(policy for policy in posture.policies if policy.aws_managed)
    return replace(posture, policies=(*posture.policies, replace(full, key="more", target="Sandbox")))


def _weaker(posture: Posture) -> Posture:
    changed = (
        replace(policy, document=Document(())) if policy.name == GUARDRAIL else policy
        for policy in posture.policies
    )
    return replace(posture, policies=tuple(changed))


def _wider(posture: Posture) -> Posture:
    """Deny everything with what passes for a policy of others."""
    deny = replace(FULL_ACCESS.statements[0], effect="Deny")
    changed = (
        replace(policy, document=Document((deny,))) if policy.name == GUARDRAIL else policy
        for policy in posture.policies
    )
    return replace(posture, policies=tuple(changed))


FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "a policy of others forgotten": (without_policy("Root", "foreign"), {"foreign-policies-differ"}),
    "a policy of others with another text": (_weaker, {"foreign-policies-differ"}),
    "a policy of others that denies more": (_wider, {"foreign-policies-differ", "locked-out-by-others"}),
    "a policy of ours as one of others": (_renamed, {"foreign-policies-differ", "intent-not-kept"}),
    "a policy of others as ours": (
        lambda posture: replace(
            posture,
            policies=tuple(
                replace(policy, family="own") if policy.foreign else policy for policy in posture.policies
            ),
        ),
        {"foreign-policies-differ", "denied-without-intent"},
    ),
    "FullAWSAccess where others detached it": (_restored, {"foreign-policies-differ"}),
    "FullAWSAccess detached elsewhere": (without_policy("Workloads", "aws"), {"level-without-allow"}),
    "two at once": (
        together(without_policy("Root", "foreign"), without_policy("Workloads", "aws")),
        {"foreign-policies-differ", "level-without-allow"},
    ),
}


@pytest.mark.parametrize(("fault", "names"), FAULTS.values(), ids=FAULTS)
def test_each_seeded_fault_is_found(fault: Fault, names: set[str]) -> None:
    """The proof reads the file itself, and takes no policy for one of others that the file doesn't have."""
    allowing = attached("Sandbox", "everything", document(EVERYTHING))
    baseline = load_foreign(*TOWER, allowing, text=SOUND, detached=("Sandbox",))
    posture = compile_posture(baseline)
    assert prove(baseline, posture).failures == ()
    assert names <= _names(prove(baseline, fault(posture)))


def test_a_pilot_is_bound_by_others_from_the_root_down() -> None:
    """The scope limits the baseline's guardrails, and not those of others."""
    text = SOUND.replace("regions:\n", "scope: [Security]\nregions:\n", 1)
    assert _report(*TOWER, text=text).failures == ()
    [failure, *_] = _report(attached("Root", "no-stacks", document(DEPLOYMENT)), text=text).failures
    assert "through no-stacks of" in failure.problem


def test_a_file_without_guardrails_asks_who_others_lock_out() -> None:
    """A baseline of a trail alone is deployed beside them."""
    start, end = SOUND.index("exemptions:\n"), SOUND.index("trail:\n")
    text = SOUND[:start] + SOUND[end:]
    report = _report(attached("Security", "no-stacks", document(DEPLOYMENT)), text=text)
    assert "locked-out-by-others" in _names(report)
    assert report.state(1) == "not asked"
    assert report.state(2) == "fails"


@pytest.mark.slow
def test_nodes_that_the_file_lacks_are_not_asked() -> None:
    """Nobody knows what others attach there."""
    form = form_of(*TOWER)
    form["nodes"] = [node for node in form["nodes"] if node["path"] != "Workloads/Prod/shop"]
    baseline = load_small(naming(SOUND), {FILE: json.dumps(form)})
    report = prove(baseline, compile_posture(baseline))
    reasons = [entry.reason for entry in report.unasked]
    assert f"policies that others attach to Workloads/Prod/shop, which {FILE} lacks" in reasons
