"""What the proof asks to be denied: which resources, under which name, and what it doesn't ask for."""

from __future__ import annotations

import pytest

from guardrails.baseline import Baseline
from guardrails.policy.language.patterns import arn_matches
from guardrails.policy.space.parties import OrgPath
from guardrails.posture import Posture, compile_posture
from guardrails.posture.prove import prove
from guardrails.posture.prove.lockout.archive import archive
from guardrails.posture.prove.lockout.callers import AwsService, Stranger
from guardrails.posture.prove.lockout.deploying import BY_ROLE, by_deploying
from guardrails.posture.prove.lockout.everywhere import roles_everywhere
from guardrails.posture.prove.lockout.needs import Need
from guardrails.posture.prove.names import NAMES
from guardrails.posture.prove.protection.model import Protection
from guardrails.posture.prove.protection.run import protections
from guardrails.posture.prove.unasked import unasked
from guardrails.posture.prove.worlds import worlds
from tests.baselines import SMALL, SOUND, load_small
from tests.posture.damages import FAULTS

ARCHIVE = "222222222222"
FORMER = f"""\
former:
  - account: "{ARCHIVE}"
    buckets: [exampleorg1-organization-trail]
    key_alias: organization-trail
    trail: organization-trail
    home_region: eu-central-1
    since: 2026-11-28
"""


@pytest.fixture(scope="module")
def asked(baseline: Baseline, posture: Posture) -> tuple[Protection, ...]:
    """All that the proof asks of the example."""
    return tuple(each for world in worlds(baseline, posture) for each in protections(baseline, world))


def test_a_protection_can_be_accepted_under_its_name(asked: tuple[Protection, ...]) -> None:
    """`accept` takes the names of the list alone, so each failure's name is on it."""
    assert {protection.name for protection in asked} <= NAMES
    assert {name for _, name in FAULTS.values()} <= NAMES
    assert {"sign-in-unprotected", "audit-role-unprotected", "exempt-principal-unprotected"} <= {
        protection.name for protection in asked
    }


def test_protections_are_the_third_and_the_fourth_obligation(asked: tuple[Protection, ...]) -> None:
    """Nobody becomes who is exempt: the third. Nobody changes the baseline's resources: the fourth."""
    for protection in asked:
        obligation = 3 if protection.name in {"exempt-principal-unprotected", "deployment-role-open"} else 4
        assert protection.obligation == obligation, protection.name


@pytest.mark.parametrize(
    ("name", "resource"),
    [
        ("execution-policy-unprotected", f"arn:aws:iam::{ARCHIVE}:policy/guardrails-archive-execution"),
        ("stack-unprotected", f"arn:aws:cloudformation:eu-central-1:{ARCHIVE}:stack/guardrails-archive/1"),
        ("audit-role-unprotected", "arn:aws:iam::333333333333:role/audit"),
    ],
)
def test_a_protection_covers_the_resource_in_its_account(
    asked: tuple[Protection, ...], name: str, resource: str
) -> None:
    """Whatever account and region the resource is in, its ARN is covered by the patterns asked for."""
    patterns = [pattern for each in asked if each.name == name for pattern in each.resources]
    service = resource.split(":")[2]
    assert patterns
    assert all(pattern.split(":")[2] == service for pattern in patterns)
    assert any(_covers(pattern, resource) for pattern in patterns), patterns


def _covers(pattern: str, resource: str) -> bool:
    """Hold service, region and account against each other; names are the baseline's own."""
    head, *_ = pattern.rpartition(":")
    return bool(arn_matches(f"{head}:*", resource))


def test_alarms_are_asked_for_by_the_arns_of_all_four_services() -> None:
    """An alarm, its topic, its rule and its log group: each by its own service, in any region and account."""
    baseline = load_small(
        f"{SOUND.rstrip()}\n".replace("guardrails:\n", "guardrails:\n  - control: protect_alarms\n")
    )
    posture = compile_posture(baseline)
    patterns = [
        pattern
        for world in worlds(baseline, posture)
        for protection in protections(baseline, world)
        if protection.name == "alarms-unprotected"
        for pattern in protection.resources
    ]
    for resource in (
        f"arn:aws:cloudwatch:eu-central-1:{ARCHIVE}:alarm:guardrails-root-user",
        f"arn:aws:sns:eu-central-1:{ARCHIVE}:guardrails-alerts",
        f"arn:aws:events:eu-central-1:{ARCHIVE}:rule/guardrails-root-user",
        f"arn:aws:logs:eu-central-1:{ARCHIVE}:log-group:guardrails-trail",
    ):
        assert any(arn_matches(pattern, resource) for pattern in patterns), resource


def _reasons(text: str) -> set[tuple[int, str]]:
    baseline = load_small(text)
    return {(entry.obligation, entry.reason) for entry in unasked(baseline, compile_posture(baseline))}


def test_without_guardrails_no_obligation_is_asked() -> None:
    """The summary names each that says nothing, so that nobody takes it for proven."""
    text = SOUND[: SOUND.index("guardrails:\n")]  # the sections behind them as well
    reasons = _reasons(text)
    for obligation in (1, 2, 5):
        assert (obligation, "no guardrails in this file") in reasons


def test_without_a_trail_former_evidence_is_asked_for_all_the_same() -> None:
    """A file without both says that no trail is asked for; one with `former` doesn't."""
    start, end = SMALL.index("trail:\n"), SMALL.index("budgets:\n")
    text = (SMALL[:start] + SMALL[end:]).replace("  - control: protect_trail\n", "")
    reason = "no trail in this file"
    assert {(2, reason), (4, reason)} <= _reasons(text)
    assert not {(2, reason), (4, reason)} & _reasons(f"{text}{FORMER}")


@pytest.fixture(scope="module")
def needed(baseline: Baseline, posture: Posture) -> tuple[Need, ...]:
    """All work that the proof asks of the example."""
    return tuple(
        need
        for world in worlds(baseline, posture)
        for need in (*archive(baseline, world), *roles_everywhere(baseline, world))
    )


def test_cloudformation_itself_takes_the_role_that_it_deploys_with(needed: tuple[Need, ...]) -> None:
    """Nobody else is asked for: the management account assumes the other roles of the bootstrap."""
    takers = {
        need.caller.principal
        for need in needed
        for call in need.calls
        if call.action == "sts:AssumeRole"
        and "cfn-exec" in str(call.resource)
        and isinstance(need.caller, AwsService)
    }
    assert takers == {"cloudformation.amazonaws.com"}


def test_every_right_of_the_deploy_role_is_asked_for(baseline: Baseline) -> None:
    """The key of its bucket included."""
    calls = {call.action for call in by_deploying(baseline, baseline.archive_account)}
    assert calls == set(BY_ROLE["deploy"])


def test_a_role_with_one_policy_has_it_as_its_boundary(needed: tuple[Need, ...]) -> None:
    """StackSets sends the boundary when it makes the role; one with several policies has none."""
    boundaries = {
        need.subject: {
            value for call in need.calls for key, value in call.keys if key == "iam:PermissionsBoundary"
        }
        for need in needed
        if need.worker == "StackSets"
    }
    assert len(boundaries["accounts.audit_role"]) == 1
    assert all("stacksets-exec" in need.remedy for need in needed if need.worker == "StackSets")


def test_a_stranger_is_no_aws_service_and_of_no_organization() -> None:
    """A Deny of whatever isn't an AWS service meets it."""
    facts = Stranger("arn:aws:iam::999999999999:role/auditor").facts(
        OrgPath("111111111111", "o-exampleorg1", ())
    )
    assert facts["aws:PrincipalIsAWSService"] == "false"
    assert facts["aws:PrincipalAccount"] == "999999999999"
    assert "aws:PrincipalOrgID" not in facts


@pytest.mark.slow
def test_what_the_compiler_left_out_is_to_be_reported(baseline: Baseline, posture: Posture) -> None:
    """No edit of the file helps there."""
    fault, name = FAULTS["regions forgotten at the root"]
    failures = [failure for failure in prove(baseline, fault(posture)).failures if failure.name == name]
    assert failures
    assert all("report it" in failure.remedy for failure in failures)
