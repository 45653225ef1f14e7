"""What the proof finds, where it says it stands, and what it leaves open."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from guardrails.aws_facts import catalogue_date
from guardrails.baseline import Baseline
from guardrails.baseline.resolve import edited
from guardrails.policy import Statement
from guardrails.posture import Posture, compile_posture
from guardrails.posture.prove import Failure, ProofReport, prove
from tests.baselines import FILES, SOUND, load_small
from tests.posture.faults import at, operator


def _report(text: str, own: dict[str, str] | None = None) -> ProofReport:
    baseline = load_small(text, own)
    return prove(baseline, compile_posture(baseline))


def _only(report: ProofReport) -> Failure:
    [failure] = report.failures
    return failure


def _without(text: str, line: str) -> str:
    assert text.count(line) == 1
    return text.replace(line, "")


def test_a_sound_baseline_holds_and_says_relative_to_what() -> None:
    """All five obligations, every account, the day of the catalogue."""
    report = _report(SOUND)
    assert (report.failures, report.unproven) == ((), ())
    assert report.holds
    assert [report.state(number) for number in range(1, 6)] == ["holds"] * 5
    assert report.accounts == 3
    assert report.catalogue == catalogue_date()
    assert report.actions > 20_000


def test_a_missing_protection_is_shown_at_its_section() -> None:
    """Where the trail stands in the file, with a request that would go through."""
    report = _report(_without(SOUND, "  - control: protect_trail\n"))
    assert {one.name for one in report.failures} == {
        "trail-unprotected",
        "logs-unprotected",
        "key-unprotected",
    }
    for one in report.failures:
        assert one.location.line == SOUND.splitlines().index("trail:")
        assert one.witness is not None
        assert one.accounts == 3
        assert "protect_trail" in one.remedy
    assert report.state(4) == "fails"
    assert report.state(1) == "holds"


def test_whoever_leaves_takes_no_guardrail_along() -> None:
    """Leaving must be denied in every account, not in some."""
    stands = "  - control: deny_leaving_organization\n"
    failure = _only(_report(SOUND.replace(stands, f"{stands}    at: [Workloads]\n")))
    assert failure.name == "organization-may-be-left"
    assert failure.accounts == 2
    assert failure.witness is not None
    assert failure.witness.account != "Workloads/Prod/shop"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("control", "names"),
    [
        ("protect_identity_center", {"entitlements-open"}),
        ("deny_temporary_delegation", {"delegation-open"}),
        ("deny_outbound_federation", {"federation-open", "tokens-open"}),
        ("protect_sign_in", {"sign-in-unprotected"}),
    ],
)
def test_a_way_in_must_be_closed_in_every_account(control: str, names: set[str]) -> None:
    """Each is a call of its own, and the line that closes it is part of the answer."""
    report = _report(_without(SOUND, f"  - control: {control}\n"))
    assert {failure.name for failure in report.failures} == names
    for failure in report.failures:
        assert (failure.obligation, failure.accounts) == (4, 3)
        assert f"add `- control: {control}` to guardrails" in failure.remedy


@pytest.mark.slow
def test_accepting_an_invitation_is_leaving_too(baseline: Baseline, posture: Posture) -> None:
    """A policy that denies LeaveOrganization alone lets an account move straight into another one."""

    def forget(statement: Statement) -> Statement:
        return replace(
            statement,
            actions=tuple(name for name in statement.actions if name != "organizations:AcceptHandshake"),
        )

    policies = tuple(
        replace(
            policy,
            document=replace(
                policy.document, statements=tuple(forget(one) for one in policy.document.statements)
            ),
        )
        for policy in posture.policies
    )
    failures = prove(baseline, replace(posture, policies=policies)).failures
    assert "organization-may-be-left" in {failure.name for failure in failures}
    for failure in failures:
        assert failure.witness is not None
        assert failure.witness.action == "organizations:AcceptHandshake"


def test_tokens_are_open_for_the_audiences_that_the_file_names() -> None:
    """Whoever federates says with whom; everybody else's tokens stay denied."""
    stands = "  - control: deny_outbound_federation\n"
    listed = f"{stands}    parameters: {{ audiences: ['https://api.example.com'] }}\n"
    assert _report(SOUND.replace(stands, listed)).failures == ()


def test_the_deployment_must_be_exempt_where_the_archive_is() -> None:
    """Protecting the bucket from its own deployment ends in a stack that can't be updated."""
    start = SOUND.index("  deployment:")
    text = SOUND[:start] + SOUND[SOUND.index("guardrails:") :]
    failure = _only(_report(text))
    assert (failure.obligation, failure.name, failure.subject) == (2, "locked-out", "trail.archive_account")
    assert failure.witness is not None
    assert "cdk-guardrails-deploy-role-222222222222-eu-central-1" in failure.witness.principal
    assert "arn:aws:iam::222222222222:role/cdk-guardrails-*" in failure.remedy
    line = text.splitlines().index("  - control: protect_baseline_stacks") + 1
    assert f"of baseline.yaml:{line}:" in failure.problem


def test_a_document_of_your_own_may_lock_out_as_well() -> None:
    """Your own words exempt nobody by themselves."""
    text = SOUND.replace("    at: [Sandbox]\n", "    at: [Security]\n")
    failures = _report(text).failures
    assert {one.subject for one in failures} == {"trail.archive_account"}
    assert all("policies/own" in one.problem or "own/own" in one.problem for one in failures)


_NO_KEYS = {"Effect": "Deny", "Action": "iam:CreateAccessKey", "Resource": "*"}


@pytest.mark.slow
def test_a_rescuer_alone_must_be_able_to_rescue() -> None:
    """Of all exemptions, those in `alerts.break_glass` need the calls of a rescue; CDK's roles don't."""
    alerts = (
        "alerts:\n  subscribers: { critical: { emails: [me@example.com] } }\n  break_glass: [break-glass]\n"
    )
    failures = _report(SOUND.replace("    at: [Sandbox]\n", "    at: [Security]\n") + alerts).failures
    assert {failure.subject for failure in failures} == {"trail.archive_account", "exemptions.break-glass"}
    keys = json.dumps({**json.loads(FILES["policies/own.json"]), "Statement": _NO_KEYS})
    assert _report(SOUND, {"policies/own.json": keys}).failures == ()


@pytest.mark.slow
def test_stack_sets_must_work_where_the_audit_role_goes() -> None:
    """A document of your own may keep the audit role out, and so may its own protection."""
    audit = "accounts: { audit_role: { trusted_account: Security/log-archive, external_id: abcdefgh } }\n"
    stacksets = (
        "  stacksets: { principal: 'arn:aws:iam::*:role/stacksets-exec-*', owner: me@example.com, reason: it,"
        " controls: [protect_audit_role, protect_exempt_roles] }\nguardrails:\n"
    )
    text = SOUND.replace("guardrails:\n", stacksets).replace("tags:", audit + "tags:")
    stands, delegated = "  - control: protect_trail\n", "  - control: deny_delegated_stack_sets\n"
    text = text.replace(stands, f"{stands}  - control: protect_audit_role\n{delegated}")
    assert _report(text).failures == ()
    own = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Deny", "Action": "cloudformation:CreateStack", "Resource": "*"},
        }
    )
    nowhere = text.replace("    at: [Sandbox]\n", "    at: [Workloads]\n")
    failure = _only(_report(nowhere, {"policies/own.json": own}))
    assert (failure.name, failure.subject) == ("locked-out", "accounts.audit_role")
    assert failure.witness is not None
    assert failure.witness.action == "cloudformation:CreateStack"


def _ending(baseline: Baseline, day: dt.date) -> Baseline:
    """Let break-glass end on a day."""
    exemption = baseline.file.exemptions["break-glass"].model_copy(update={"expires": day})
    return edited(baseline, exemptions={**baseline.file.exemptions, "break-glass": exemption})


@pytest.mark.slow
def test_an_entry_that_is_over_fails_when_no_policy_needs_it(baseline: Baseline) -> None:
    """AWS ends the exemption by itself; the entry may stay for as many days as it reminds."""
    day = dt.date(2027, 1, 31)
    dated = _ending(baseline, day)
    posture = compile_posture(dated)
    last = day + dt.timedelta(days=dated.exemptions["break-glass"].remind_days)
    assert prove(dated, posture, today=last).failures == ()
    failure = _only(prove(dated, posture, today=last + dt.timedelta(days=1)))
    assert (failure.obligation, failure.name) == (5, "expired-exemption")


@pytest.mark.slow
def test_an_exemption_that_ends_is_proven_on_both_sides_of_its_day(
    baseline: Baseline, posture: Posture
) -> None:
    """Policies that exempt for ever, for a day more or for a day less are each caught."""
    day = dt.date(2027, 1, 31)
    dated = _ending(baseline, day)
    assert prove(dated, compile_posture(dated)).failures == ()
    for_ever = prove(dated, posture).failures
    assert {one.name for one in for_ever} >= {"exemption-too-wide"}
    assert any(one.witness and "aws:currenttime" in dict(one.witness.context) for one in for_ever)
    one_more = compile_posture(_ending(baseline, day + dt.timedelta(days=1)))
    assert {one.obligation for one in prove(dated, one_more).failures} >= {3}
    one_less = compile_posture(_ending(baseline, day - dt.timedelta(days=1)))
    assert "locked-out" in {one.name for one in prove(dated, one_less).failures}


@pytest.mark.slow
def test_what_nobody_can_say_is_not_proven_and_never_holds(baseline: Baseline, posture: Posture) -> None:
    """An operator that IAM doesn't have leaves open whether the trail is protected."""
    unknown = at("Root", "ProtectTrail", operator("ArnNotLike", "ArnNotNearly"))(posture)
    report = prove(baseline, unknown)
    assert report.state(1) == "not proven"
    assert report.state(4) == "not proven"
    assert report.holds
    assert all("operator" in one.reason for one in report.unproven)


def test_an_open_statement_of_your_own_is_kept_as_it_is_written() -> None:
    """Nobody can say what it denies, but it stands where the baseline wants it, word for word."""
    own = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Deny",
                "Action": "ec2:StopInstances",
                "Resource": "*",
                "Condition": {"StringNotEquals": {"ec2:ResourceTag/owner": "${aws:PrincipalTag/owner}"}},
            },
        }
    )
    text = SOUND.replace("    at: [Sandbox]\n", "    at: [Workloads]\n")
    report = _report(text, {"policies/own.json": own})
    assert (report.failures, report.unproven) == ((), ())


@pytest.mark.slow
def test_the_work_grows_with_different_policies_and_not_with_accounts() -> None:
    """A thousand accounts of one unit are decided once; one that a policy names, alone."""
    many = ", ".join(f'a{index}: "{100000000000 + index}"' for index in range(1000))
    text = SOUND.replace('accounts: { shop: "444444444441" }', f"accounts: {{ {many} }}")
    small, large = _report(SOUND), _report(text)
    assert large.accounts == 1002
    assert large.worlds == small.worlds
    assert large.equivalence_classes == small.equivalence_classes
    named = text.replace("arn:aws:iam::*:role/break-glass", "arn:aws:iam::100000000007:role/break-glass")
    assert _report(named).worlds == small.worlds + 1


@pytest.mark.slow
def test_policies_of_another_type_do_not_stand_in(baseline: Baseline, posture: Posture) -> None:
    """A resource control policy binds resources: what nobody asked for it to deny is a fault of its own."""
    protection = next(one for one in posture.policies if one.family == "protection")
    as_rcp = replace(protection, key="rcp", type="RESOURCE_CONTROL_POLICY")
    added = replace(posture, policies=(*posture.policies, as_rcp))
    report = prove(baseline, added)
    assert {one.name for one in report.failures} == {"denied-without-intent", "locked-out"}
    archive = [one for one in report.failures if one.subject == "trail.archive_account"]
    [kept_out] = [one.witness for one in archive if "keep CloudTrail from" in one.problem]
    assert kept_out is not None
    assert (kept_out.action, kept_out.principal) == ("s3:PutObject", "cloudtrail.amazonaws.com")
    instead = replace(
        posture, policies=tuple(as_rcp if one is protection else one for one in posture.policies)
    )
    assert "trail-unprotected" in {one.name for one in prove(baseline, instead).failures}


@pytest.mark.slow
def test_what_not_action_frees_of_tomorrow_stays_free() -> None:
    """A policy that lost a service which the catalogue lacks denies it once AWS launches it."""
    text = SOUND.replace(
        "guardrails:\n", "guardrails:\n  - document: policies/iam.json\n    at: [Workloads]\n"
    )
    baseline = load_small(text, {"policies/iam.json": json.dumps(_ONLY_IAM)})
    posture = compile_posture(baseline)
    assert prove(baseline, posture).holds
    lost = at("Workloads", "OnlyIam", lambda one: (replace(one, not_actions=("iam:*",)),))
    failures = prove(baseline, lost(posture)).failures
    assert "denied-without-intent" in {failure.name for failure in failures}
    assert {failure.witness.action for failure in failures if failure.witness} == {"newservice:x"}


_ONLY_IAM = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "OnlyIam",
            "Effect": "Deny",
            "NotAction": ["iam:*", "newservice:*"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalTag/team": "limited"}},
        }
    ],
}
