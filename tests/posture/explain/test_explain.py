"""Explanations: the verdict, where it comes from, and what would free the request."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from guardrails.errors import Location
from guardrails.policy.language.document import Document, Statement, condition
from guardrails.posture import Policy, Posture, compile_posture
from guardrails.posture.explain import Explanation, Question, ask, explain, explain_in
from guardrails.posture.explain.changes import ABSENT, ANOTHER
from tests.baselines import changed, listed_example, load_listed, load_small
from tests.posture.trees import NOWHERE, REGIONS, SERVICES, Meant, meanings

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
BASELINE = load_listed()
POSTURE = compile_posture(BASELINE)
SHOP, DEV, NETWORK = "Workloads/Prod/shop", "Workloads/Dev/shop-dev", "Infrastructure/network"


def _explain(
    account: str,
    action: str,
    principal: str = "role/dev",
    resource: str | None = None,
    region: str | None = None,
    *context: str,
) -> Explanation:
    question = Question(account, principal, action, resource, region, context)
    return explain(BASELINE, POSTURE, question, NOW)


def _names(explanation: Explanation) -> list[str]:
    return [one.name for reason in explanation.reasons for one in reason.guardrails]


def _written(location: Location) -> str:
    return listed_example().splitlines()[location.line - 1]


def test_a_region_is_denied_by_name_and_the_open_ones_are_found() -> None:
    """The policy, its node, the control and the line that asks for it; the regions come from trying them."""
    found = _explain(SHOP, "ec2:RunInstances", region="us-east-1")
    (reason,) = found.reasons
    assert (found.decision, reason.node.path, reason.cause.sid) == ("deny", "Workloads", "DenyUnusedRegions")
    (guardrail,) = reason.guardrails
    assert guardrail.name == "deny_unused_regions"
    assert "deny_unused_regions" in _written(guardrail.location)
    (regions,) = [alternative for alternative in found.alternatives if alternative.kind == "region"]
    assert regions.frees
    assert regions.values == ("eu-central-1", "eu-west-1")
    (edit,) = found.edits
    assert "allowed: [eu-central-1, eu-west-1]" in _written(edit.location)
    assert edit.yaml == f"{SHOP}: [eu-central-1, eu-west-1, us-east-1]"
    assert found.edits_free


def test_an_account_with_a_list_of_its_own_is_told_that_line() -> None:
    """The nearest list is the one that counts, and needs no other."""
    found = _explain(NETWORK, "ec2:RunInstances", region="us-west-2")
    (edit,) = found.edits
    assert edit.text == "add us-west-2 to regions.overrides.Infrastructure/network"
    assert edit.yaml == ""
    assert "Infrastructure/network: [" in _written(edit.location)
    assert _explain(NETWORK, "ec2:RunInstances", region="us-east-1").decision == "allow"


def test_every_reason_has_to_go() -> None:
    """Two guardrails deny: a way that removes one of them doesn't free, and says which one it removes."""
    found = _explain(SHOP, "lightsail:CreateInstances", region="us-east-1")
    assert _names(found) == ["deny_unused_regions", "deny_unused_services"]
    by_kind = {alternative.kind: alternative for alternative in found.alternatives}
    assert (by_kind["region"].frees, by_kind["region"].removes) == (False, (0,))
    by_principal = {
        alternative.values[-1].rpartition("/")[2]: alternative
        for alternative in found.alternatives
        if alternative.kind == "principal"
    }
    assert {name: (alternative.frees, alternative.removes) for name, alternative in by_principal.items()} == {
        "break-glass": (True, (0, 1)),
        "guardrails-audit": (False, (0,)),  # exempt from the lock of regions alone
    }
    assert [edit.removes for edit in found.edits] == [(0,), (1,)]
    assert found.edits_free


def test_a_service_is_taken_off_one_list_or_added_to_the_other() -> None:
    """A list of what is denied, and one of what is allowed."""
    (denied,) = _explain(SHOP, "cloud9:CreateEnvironmentEC2").edits
    assert denied.text.startswith(
        "take cloud9 off services.overrides.Workloads/Prod.denied, which counts for 3 "
    )
    assert "cloud9" not in denied.yaml
    assert "lightsail" in denied.yaml
    (allowed,) = _explain("Sandbox/sandbox-ada", "ecs:CreateCluster").edits
    assert allowed.text.startswith("add ecs to services.overrides.Sandbox.allowed")
    assert allowed.yaml.endswith("ssm, ecs] }")


def test_who_is_exempt_is_named_with_who_answers_for_it() -> None:
    """Only those whom trying shows to be exempt: StackSets' role isn't, of this control."""
    found = _explain(SHOP, "iam:CreateUser")
    (alternative,) = [alternative for alternative in found.alternatives if alternative.kind == "principal"]
    exempt = dict(zip(alternative.values, alternative.remarks, strict=True))
    assert exempt["arn:aws:iam::444444444441:role/break-glass"] == "break-glass, security@example.com"
    assert not any("stacksets" in value for value in exempt)
    protected = _explain(SHOP, "iam:DeleteRole", resource="arn:aws:iam::444444444441:role/break-glass")
    (alternative,) = [
        alternative for alternative in protected.alternatives if alternative.kind == "principal"
    ]
    assert any("stacksets" in value for value in alternative.values)


def test_of_several_controls_in_one_policy_the_right_one_is_named() -> None:
    """Many guardrails share the policy on the root; each denial is traced to its own."""
    exempt = _explain(SHOP, "iam:DeleteRole", resource="arn:aws:iam::444444444441:role/break-glass")
    assert len(exempt.reasons[0].policy.origins if exempt.reasons[0].policy else ()) > 4
    assert _names(exempt) == ["protect_exempt_roles"]
    assert _names(_explain(SHOP, "organizations:LeaveOrganization")) == ["deny_leaving_organization"]


def test_a_protection_is_for_the_exempt_and_another_resource_is_free() -> None:
    """An exemption is offered as something that somebody has to answer for, and was tried."""
    found = _explain(SHOP, "iam:DeleteRole", resource="arn:aws:iam::444444444441:role/break-glass")
    assert [
        alternative.values
        for alternative in found.alternatives
        if alternative.kind == "resource" and alternative.frees
    ] == [(ANOTHER,)]
    (edit,) = found.edits
    assert edit.text.startswith("if somebody answers for it")
    assert edit.yaml.endswith("controls: [protect_exempt_roles] }")
    assert found.edits_free


def test_two_protections_need_two_exemptions() -> None:
    """Each is offered for its own control, and both together free the request."""
    found = _explain(SHOP, "organizations:LeaveOrganization", "root")
    assert _names(found) == ["deny_leaving_organization", "deny_root_user"]
    assert [edit.yaml.rpartition("controls: ")[2] for edit in found.edits] == [
        "[deny_leaving_organization] }",
        "[deny_root_user] }",
    ]
    assert [edit.removes for edit in found.edits] == [(0,), (1,)]
    assert found.edits_free


def test_an_exemption_that_names_the_principal_already_is_extended() -> None:
    """By the control that doesn't exempt it yet."""
    (edit,) = _explain(SHOP, "iam:CreateAccessKey", "role/stacksets-exec-1").edits
    assert (
        edit.text
        == "add deny_iam_users to exemptions.stacksets.controls, if platform@example.com answers for it"
    )


def test_a_document_of_your_own_is_named_with_its_line() -> None:
    """What it should say nobody but its owner knows: that edit isn't tried, and isn't said to free."""
    found = _explain(DEV, "ec2:RunInstances", "role/dev", None, None, "ec2:InstanceType=m5.24xlarge")
    (reason,) = found.reasons
    (edit,) = found.edits
    assert reason.guardrails[0].name == "policies/deny-large-instances.json"
    assert edit.location.file == "policies/deny-large-instances.json"
    assert edit.location.line > 1
    assert not edit.tried
    assert not found.edits_free


def test_a_missing_key_that_decides_is_named_with_the_values_that_free() -> None:
    """The request is denied for want of an instance type, and not for any other resource that it touches."""
    found = _explain(DEV, "ec2:RunInstances")
    (alternative,) = [alternative for alternative in found.alternatives if alternative.kind == "context"]
    assert (alternative.key, alternative.frees) == ("ec2:InstanceType", True)
    assert "*.micro" in alternative.values
    assert ANOTHER not in alternative.values
    assert (
        _explain(DEV, "ec2:RunInstances", "role/dev", None, None, "ec2:InstanceType=t3.micro").decision
        == "allow"
    )
    (reason,) = found.reasons
    assert ":instance/" in reason.resource


def test_a_key_that_is_given_may_be_the_fault() -> None:
    """Then the request without it, or with another value, is tried as well."""
    rule = Statement(
        "Tagged", "Deny", ("s3:PutObject",), conditions=condition("StringEquals", "aws:RequestTag/a", ["b"])
    )
    found = _in(rule, "s3:PutObject", "aws:RequestTag/a=b")
    assert {
        value for alternative in found.alternatives if alternative.frees for value in alternative.values
    } == {ANOTHER, ABSENT}


def _in(
    statement: Statement, action: str, *context: str, policy_type: str = "SERVICE_CONTROL_POLICY"
) -> Explanation:
    """Explain a posture with one more policy on the root, which comes from no baseline."""
    policy = Policy("own", "own", policy_type, "own", "Root", "", Document((statement,)))
    posture = Posture(POSTURE.organization, (*POSTURE.policies, policy))
    request = ask(Question(SHOP, "role/dev", action, None, None, context), posture.organization, NOW)
    return explain_in(posture, request)


def test_what_is_allowed_says_for_which_resources_it_is_not() -> None:
    """A role that no policy names may be deleted; those that some do are listed, by what denies them."""
    found = _explain(SHOP, "iam:DeleteRole")
    assert found.decision == "allow"
    listed = {resource: one for one in found.unless for resource in one.resources}
    by = listed["arn:aws:iam::*:role/break-glass"].reasons[0].guardrails
    assert [one.name for one in by] == ["protect_exempt_roles"]
    reasons = listed["arn:aws:iam::*:role/guardrails-audit"].reasons
    names = {guardrail.name for reason in reasons for guardrail in reason.guardrails}
    assert names == {"protect_audit_role", "protect_exempt_roles"}


def test_what_is_allowed_says_which_missing_key_would_deny_it() -> None:
    """A key of whatever alias may be deleted, but not the trail's."""
    found = _explain("Security/log-archive", "kms:ScheduleKeyDeletion")
    assert found.decision == "allow"
    (unless,) = found.unless
    assert (unless.key, unless.values) == ("kms:ResourceAliases", ("alias/organization-trail",))


def test_a_resource_and_a_key_may_decide_together() -> None:
    """Neither alone denies it."""
    rule = Statement(
        "Both",
        "Deny",
        ("s3:PutObject",),
        resources=("arn:aws:s3:::own/*",),
        conditions=condition("Bool", "aws:MultiFactorAuthPresent", ["true"]),
    )
    found = _in(rule, "s3:PutObject").unless
    (unless,) = [one for one in found if one.reasons[0].cause.sid == "Both"]
    assert unless.resources == ("arn:aws:s3:::own/*",)
    assert (unless.key, unless.values) == ("aws:MultiFactorAuthPresent", ("true",))


@pytest.mark.parametrize(
    ("account", "principal", "action", "unbound"),
    [
        ("management", "root", "ec2:RunInstances", "management account"),
        (
            SHOP,
            "role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
            "iam:CreateUser",
            "service-linked role",
        ),
        (SHOP, "cloudtrail.amazonaws.com", "iam:CreateUser", "an AWS service"),
        (SHOP, "root", "sts:GetCallerIdentity", "no policy can deny it"),
        (SHOP, "root", "sts:GetSessionToken", "no policy can deny it"),
    ],
)
def test_whom_no_policy_binds_is_told_so(account: str, principal: str, action: str, unbound: str) -> None:
    """Allowed, and why nothing was in the way."""
    found = _explain(account, action, principal, region="us-east-1")
    assert found.decision == "allow"
    assert unbound in found.unbound
    assert not [*found.reasons, *found.alternatives, *found.edits]


def test_a_member_accounts_root_user_is_bound() -> None:
    """The one of the management account isn't."""
    found = _explain(SHOP, "s3:ListAllMyBuckets", "root")
    assert _names(found) == ["deny_root_user"]
    assert [alternative.key for alternative in found.alternatives] == ["aws:AssumedRoot"]
    assert found.unbound == ""


def test_a_resource_control_policy_binds_whoever_asks_for_the_accounts_resources() -> None:
    """It is found on its node, binds an AWS service too, and not the resources of somebody else."""
    rule = Statement("Mine", "Deny", ("s3:*",))
    found = _in(rule, "s3:PutObject", policy_type="RESOURCE_CONTROL_POLICY")
    (reason,) = found.reasons
    assert (reason.cause.policy_type, reason.node.path) == ("RESOURCE_CONTROL_POLICY", "Root")
    assert reason.guardrails == ()
    assert _in(rule, "ec2:RunInstances", policy_type="RESOURCE_CONTROL_POLICY").decision == "allow"


def test_a_level_without_an_allow_is_named() -> None:
    """Where FullAWSAccess was detached."""
    kept = tuple(one for one in POSTURE.policies if not (one.target == "Workloads" and one.aws_managed))
    posture = replace(POSTURE, policies=kept)
    request = ask(Question(SHOP, "role/dev", "s3:ListAllMyBuckets"), posture.organization, NOW)
    (reason,) = explain_in(posture, request).reasons
    assert (reason.cause.kind, reason.node.path, reason.policy) == ("no-allow", "Workloads", None)


def test_what_nobody_can_say_is_undecided() -> None:
    """With the policy that leaves it open, and what would settle it."""
    rule = Statement("Colon", "Deny", ("sqs:SendMessage",), resources=("arn:aws:sqs:e*1:queue",))
    found = _in(rule, "sqs:SendMessage")
    assert found.decision == "allow"
    (unless,) = found.unless
    assert unless.decision == "unknown" or unless.resources
    policy = Policy("own", "own", "SERVICE_CONTROL_POLICY", "own", "Root", "", Document((rule,)))
    posture = Posture(POSTURE.organization, (*POSTURE.policies, policy))
    queue = "arn:aws:sqs:eu-west-1:444444444441:queue"
    request = ask(Question(SHOP, "role/dev", "sqs:SendMessage", queue), posture.organization, NOW)
    found = explain_in(posture, request)
    assert found.decision == "unknown"
    assert found.reasons[0].cause.kind == "undecidable"
    assert [
        alternative.values
        for alternative in found.alternatives
        if alternative.kind == "resource" and alternative.frees
    ] == [(ANOTHER,)]


@pytest.mark.parametrize("region", [None, "us-east-1"])
def test_what_a_global_service_does_is_freed_by_no_region(region: str | None) -> None:
    """Its requests carry one region whatever somebody tries."""
    found = _explain(SHOP, "iam:CreateUser", region=region)
    assert not [alternative for alternative in found.alternatives if alternative.kind == "region"]


def test_an_edit_that_frees_nothing_is_not_offered() -> None:
    """The control of root users exempts only root users, so an exemption of a role is no way out of it."""
    text = changed(("  - control: deny_iam_users\n    at: [Workloads]\n", "  - control: deny_root_user\n"))
    baseline = load_small(text)
    question = Question("Workloads/Prod/shop", "root", "s3:ListAllMyBuckets")
    found = explain(baseline, compile_posture(baseline), question, NOW)
    assert [edit.yaml.partition(" owner")[0] for edit in found.edits] == [
        "NAME: { principal: arn:aws:iam::444444444441:root,"
    ]


ACTIONS = {
    "s3": "s3:ListAllMyBuckets",
    "ec2": "ec2:RunInstances",
    "lambda": "lambda:CreateFunction",
    "sqs": "sqs:CreateQueue",
}
assert set(ACTIONS) == set(SERVICES)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(meanings(), st.data())
def test_explanations_agree_with_what_the_owner_meant(meant: Meant, data: st.DataObject) -> None:
    """On random trees with random lists: the verdict, its guardrails, the open regions, edits that free."""
    assume(meant.accounts)
    path = data.draw(st.sampled_from(sorted(meant.accounts)))
    service = data.draw(st.sampled_from(("ec2", "lambda", "sqs")))
    region = data.draw(st.sampled_from((*REGIONS, NOWHERE)))
    baseline = meant.baseline
    found = explain(
        baseline, compile_posture(baseline), Question(path, "role/dev", ACTIONS[service], None, region), NOW
    )
    denied_region = region in meant.denied_regions(path)
    denied_service = service in meant.denied_services(path)
    assert found.decision == ("deny" if denied_region or denied_service else "allow")
    names = {one.name for reason in found.reasons for one in reason.guardrails}
    expected = {"deny_unused_regions": denied_region, "deny_unused_services": denied_service}
    assert names == {name for name, denied in expected.items() if denied}
    if denied_region:
        known = [
            alternative
            for alternative in found.alternatives
            if alternative.kind == "region" and alternative.frees is not denied_service
        ]
        open_to_it = set(REGIONS) - meant.denied_regions(path)
        assert {
            region for alternative in known for region in alternative.values if region in REGIONS
        } == open_to_it
    if found.decision == "deny":
        assert found.edits_free
        assert all(edit.removes for edit in found.edits)
