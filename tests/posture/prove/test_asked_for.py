"""What the proof asks for, request by request: of whom, of which resources, and with which remedy."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from guardrails.aws_facts.arns import object_arn
from guardrails.baseline import Baseline
from guardrails.controls.registry import control_ids
from guardrails.posture import Posture, compile_posture
from guardrails.posture.prove import prove
from guardrails.posture.prove.lockout.deploying import by_cloudformation
from guardrails.posture.prove.lockout.sign_in import sign_ins
from guardrails.posture.prove.protection.model import Protection
from guardrails.posture.prove.protection.run import protections
from guardrails.posture.prove.worlds import worlds
from guardrails.posture.to_come import is_new
from tests.baselines import SMALL, SOUND, load_small
from tests.posture.damages import FAULTS


def _asked(baseline: Baseline, posture: Posture) -> list[Protection]:
    return [protection for world in worlds(baseline, posture) for protection in protections(baseline, world)]


@pytest.fixture(scope="module")
def asked(baseline: Baseline, posture: Posture) -> Sequence[Protection]:
    """All that must be denied in the accounts of the example."""
    return _asked(baseline, posture)


def test_the_remedy_is_a_control_that_exists(asked: Sequence[Protection]) -> None:
    """Whoever follows the remedy finds the control under this name; the alarms' one as well."""
    text = SOUND.replace("guardrails:\n", "guardrails:\n  - control: protect_alarms\n")
    alarmed = load_small(text)
    of_alarms = _asked(alarmed, compile_posture(alarmed))
    assert {protection.control for protection in (*asked, *of_alarms)} <= set(control_ids())
    assert {each.control for each in of_alarms if each.name == "alarms-unprotected"} == {"protect_alarms"}


def test_stack_sets_are_asked_for_at_the_section_that_deploys_them(
    baseline: Baseline, asked: Sequence[Protection]
) -> None:
    """The failure points to the line of `accounts`; a file without the section has no stack sets."""
    of_sets = [
        each for each in asked if each.resources[0].startswith("arn:aws:cloudformation:*:*:stack/StackSet")
    ]
    assert of_sets
    for protection in of_sets:
        for expectation in protection.expected(baseline):
            assert (expectation.location, expectation.subject) == (baseline.locate("accounts"), "accounts")
    small = load_small(SMALL)
    named = {resource for each in _asked(small, compile_posture(small)) for resource in each.resources}
    assert not {resource for resource in named if "StackSet" in resource or "stacksets" in resource}


def test_stack_sets_that_deploy_no_role_are_not_asked_for() -> None:
    """Both roles are switched off, so no stack of a stack set is in any account."""
    section = """\
accounts:
  audit_role: { trusted_account: Workloads/Prod/shop, external_id: exampleorg1-audit, enabled: false }
"""
    baseline = load_small(f"{SOUND}{section}")
    of_sets = [
        resource
        for protection in _asked(baseline, compile_posture(baseline))
        for resource in protection.resources
        if "stack/StackSet" in resource
    ]
    assert of_sets == []


def test_exempt_principals_are_asked_about_for_the_deployment_roles_too(
    baseline: Baseline, asked: Sequence[Protection]
) -> None:
    """Guardrails leave these roles alone, so nobody at all may become them."""
    (open_roles,) = {each for each in asked if each.name == "deployment-role-open"}
    (expectation,) = open_roles.expected(baseline)
    assert expectation.statement.conditions == ()


def test_a_topic_of_any_region_and_account_is_asked_for() -> None:
    """A pattern without them would cover no topic that exists."""
    baseline = load_small(SOUND.replace("guardrails:\n", "guardrails:\n  - control: protect_alarms\n"))
    resources = {
        resource
        for each in _asked(baseline, compile_posture(baseline))
        if each.name == "alarms-unprotected"
        for resource in each.resources
    }
    assert {resource.split(":")[3:5] == ["*", "*"] for resource in resources} == {True}
    assert {resource.split(":")[2] for resource in resources} == {"cloudwatch", "events", "logs", "sns"}


def test_people_sign_in_to_accounts_that_exist() -> None:
    """An assignment is made for them alone: the sandbox has no account yet, so nobody signs in there."""
    baseline = load_small(SMALL)
    needs = [
        need for world in worlds(baseline, compile_posture(baseline)) for need in sign_ins(baseline, world)
    ]
    accounts = [account for need in needs for account in need.accounts]
    assert [account.path for account in accounts] == ["Workloads/Prod/shop"]
    assert not any(is_new(account) for account in accounts)


def test_a_right_to_a_bucket_is_not_asked_for_on_objects(baseline: Baseline) -> None:
    """A pattern of buckets covers their objects as well; CloudFormation asks nothing of these."""
    calls = [call for call in by_cloudformation(baseline) if call.resource.startswith("arn:aws:s3:::")]
    of_buckets = [call for call in calls if "/" not in call.resource]
    assert of_buckets
    assert {call.without for call in of_buckets} == {(object_arn("*"),)}
    assert all(call.without == () for call in calls if call not in of_buckets)


def test_a_lock_on_one_region_is_held_against_its_own_exceptions() -> None:
    """Policies that free two services in a region don't keep a file that frees one."""
    one, two = (
        load_small(
            SOUND.replace(
                "  - control: deny_unused_regions\n",
                "  - control: deny_unused_regions\n"
                f"    parameters: {{ services_elsewhere: {{ us-east-1: [{services}] }} }}\n",
            )
        )
        for services in ("ses", "ses, ec2")
    )
    kept = prove(one, compile_posture(one))
    assert (kept.failures, kept.unproven) == ((), ())
    broken = prove(one, compile_posture(two))
    assert broken.unproven == ()
    assert {failure.name for failure in broken.failures} == {"intent-not-kept"}
    assert {failure.witness.region for failure in broken.failures if failure.witness} == {"us-east-1"}


@pytest.mark.slow
def test_a_fault_of_the_compiler_is_said_to_be_one(baseline: Baseline, posture: Posture) -> None:
    """Nobody looks for it in his file."""
    fault, name = FAULTS["regions forgotten at the root"]
    remedies = {each.remedy for each in prove(baseline, fault(posture)).failures if each.name == name}
    assert remedies == {"this is a fault of the compiler: report it, and don't deploy"}
