"""Each thing that somebody may change by hand: it is named, with its place, its effect and the ways back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from guardrails.capture import Capture
from guardrails.capture.model import RefusedRead
from guardrails.capture.sections.access import CapturedAssignment
from guardrails.capture.sections.alerts import CapturedSubscription
from guardrails.capture.sections.budgets import CapturedBudgetAction
from guardrails.capture.sections.part import CapturePart
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.capture.sections.stacks import CapturedStack
from guardrails.drift import Drift, DriftDirection, DriftReport, drift_of
from guardrails.drift.declared import UNRESOLVED, StackTemplate, resolved
from guardrails.policy.language.document import SCP
from guardrails.posture.compare import Direction
from tests.capture.captures import denial
from tests.drift.deployed import HOME, MANAGEMENT, archive, baseline, deployed, templates

WIDER, NARROWER, UNKNOWN = DriftDirection.WIDER, DriftDirection.NARROWER, DriftDirection.UNKNOWN
Edit = Callable[[Capture], Capture]


def drifted(capture: Capture) -> DriftReport:
    """Compare a capture with the example baseline and the archive's template."""
    return drift_of(baseline(), capture, "capture.json", archive(), "cdk.out")


def changed(part: Any, path: str, **update: Any) -> Any:
    """Return a part of a capture with other fields in the part at a path, such as trails.trails.0."""
    if not path:
        return part.model_copy(update=update)
    step, _, rest = path.partition(".")
    if step.isdigit():
        members = list(part)
        members[int(step)] = changed(members[int(step)], rest, **update)
        return tuple(members)
    return part.model_copy(update={step: changed(getattr(part, step), rest, **update)})


def edit(path: str, **update: Any) -> Edit:
    """Return what changes a part of a capture."""

    def apply(capture: Capture) -> Capture:
        edited: Capture = changed(capture, path, **update)
        return edited

    return apply


def without(path: str, index: int) -> Edit:
    """Return what takes a member out of a list of a capture."""
    parent, _, name = path.rpartition(".")

    def take_out(capture: Capture) -> Capture:
        members = at(capture, path)
        edited: Capture = changed(capture, parent, **{name: (*members[:index], *members[index + 1 :])})
        return edited

    return take_out


def at(part: Any, path: str) -> Any:
    """Return a part of a capture."""
    for step in path.split("."):
        part = part[int(step)] if step.isdigit() else getattr(part, step)
    return part


def position(path: str, name: str) -> int:
    """Return where the member of a list stands whose name contains a text."""
    members = enumerate(at(deployed(), path))
    return next(index for index, member in members if name in (member.name or ""))


def index_of(name: str) -> int:
    """Return where a policy stands in the capture."""
    return position("policies", name)


def only(report: DriftReport) -> Drift:
    """Return the one drift of a report that has no unknown."""
    assert report.unknown == ()
    (drift,) = report.drifts
    return drift


def test_nothing_drifts_after_a_deployment() -> None:
    """Every resource type of the example is compared or named, and nothing differs."""
    report = drifted(deployed())
    assert (report.drifts, report.unknown, report.notes) == ((), (), ())
    assert report.clean
    assert report.effects.comparison is not None
    assert report.effects.comparison.accounts > 10
    assert dict(report.uncompared) == {"AWS::CloudWatch::Dashboard": 1, "AWS::IAM::ManagedPolicy": 1}
    assert any(
        source.startswith("the assembly cdk.out: guardrails-trail-archive") for source in report.sources
    )


TRAIL, BUCKET, KEY = "trails.trails.0", "trails.buckets.0", "trails.keys.0"
ALARM, FILTER, TOPIC = "alerts.alarms.0", "alerts.metric_filters.0", "alerts.topics.0"
INSTANCE, SET = "access.instances.0", "access.instances.0.permission_sets.0"
OPEN = json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "Open", "Effect": "Allow", "Action": "*"}]})
RECORD, EVIDENCE = "trail organization-trail", "bucket exampleorg1-organization-trail"
ADMINISTRATOR, IAM = "arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/IAMFullAccess"
CONSULTANT = position("access.instances.0.permission_sets", "Consultant")
FIXED = position("budgets.budgets", "organization")
INLINE = position("access.instances.0.permission_sets", "Operator")
CASES: dict[str, tuple[Edit, str, str, DriftDirection]] = {
    "logging": (edit(TRAIL, logging=False), RECORD, "logging", WIDER),
    "one region": (edit(TRAIL, multi_region=False), RECORD, "in all regions", WIDER),
    "own account": (
        edit(TRAIL, organization=False),
        RECORD,
        "of the organization",
        WIDER,
    ),
    "validation": (
        edit(TRAIL, validation=False),
        RECORD,
        "validation of log files",
        WIDER,
    ),
    "selectors": (edit(TRAIL, selectors=()), RECORD, "recorded events", UNKNOWN),
    "insights": (edit(TRAIL, insights=()), RECORD, "insights", WIDER),
    "trail's key": (edit(TRAIL, key=""), RECORD, "key", WIDER),
    "log group": (edit(TRAIL, log_group=""), RECORD, "log group", UNKNOWN),
    "no trail": (without("trails.trails", 0), RECORD, "exists", WIDER),
    "bucket policy": (edit(BUCKET, policy=OPEN), EVIDENCE, "policy", UNKNOWN),
    "lifecycle": (edit(BUCKET, lifecycle=()), EVIDENCE, "lifecycle", UNKNOWN),
    "lock days": (
        edit(BUCKET, lock_days=1),
        EVIDENCE,
        "days of the lock",
        WIDER,
    ),
    "encryption": (
        edit(BUCKET, encryption="AES256"),
        EVIDENCE,
        "encryption",
        UNKNOWN,
    ),
    "versioning": (
        edit(BUCKET, versioning=False),
        EVIDENCE,
        "versioning",
        WIDER,
    ),
    "public": (
        edit(BUCKET, public_access_blocked=False),
        EVIDENCE,
        "block of public access",
        WIDER,
    ),
    "key policy": (edit(KEY, policy=OPEN), "key alias/organization-trail", "policy", UNKNOWN),
    "key state": (edit(KEY, state="Disabled"), "key alias/organization-trail", "state", UNKNOWN),
    "rotation": (edit(KEY, rotation=False), "key alias/organization-trail", "rotation", UNKNOWN),
    "retention": (
        edit("alerts.log_groups.0", retention_days=1),
        "log group /guardrails/organization-trail",
        "days that events are kept",
        WIDER,
    ),
    "threshold": (edit(ALARM, threshold=100.0), "alarm guardrails/root-use", "threshold", WIDER),
    "muted": (edit(ALARM, actions_enabled=False), "alarm guardrails/root-use", "actions switched on", WIDER),
    "no topics": (edit(ALARM, actions=()), "alarm guardrails/root-use", "topics", WIDER),
    "no alarm": (without("alerts.alarms", 0), "alarm guardrails/root-use", "exists", WIDER),
    "pattern": (edit(FILTER, pattern="{ $.a = 1 }"), "metric filter guardrails/root-use", "pattern", UNKNOWN),
    "no filter": (without("alerts.metric_filters", 0), "metric filter guardrails/root-use", "exists", WIDER),
    "no subscription": (
        edit(TOPIC, subscriptions=()),
        "topic guardrails-alerts-critical",
        "subscriptions",
        WIDER,
    ),
    "amount": (
        edit(f"budgets.budgets.{FIXED}", amount="99999.0"),
        "budget guardrails-organization-qtbcpgtl",
        "amount",
        WIDER,
    ),
    "a budget of a day": (
        edit(f"budgets.budgets.{FIXED}", unit="DAILY"),
        "budget guardrails-organization-qtbcpgtl",
        "period",
        UNKNOWN,
    ),
    "a filter on kinds of costs": (
        edit(
            f"budgets.budgets.{FIXED}",
            filters={"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Support"]}}},
        ),
        "budget guardrails-organization-qtbcpgtl",
        "counted costs",
        UNKNOWN,
    ),
    "a switch of a kind of costs": (
        edit(f"budgets.budgets.{FIXED}", cost_types={"IncludeSupport": False, "IncludeTax": True}),
        "budget guardrails-organization-qtbcpgtl",
        "kinds of costs that don't count",
        UNKNOWN,
    ),
    "no budget": (
        without("budgets.budgets", FIXED),
        "budget guardrails-organization-qtbcpgtl",
        "exists",
        WIDER,
    ),
    "notification": (
        without(f"budgets.budgets.{FIXED}.notifications", 0),
        "budget guardrails-organization-qtbcpgtl",
        "notification ACTUAL GREATER_THAN 50 %",
        WIDER,
    ),
    "subscribers": (
        edit(f"budgets.budgets.{FIXED}.notifications.0", subscribers=()),
        "budget guardrails-organization-qtbcpgtl",
        "subscribers of notification ACTUAL GREATER_THAN 50 %",
        WIDER,
    ),
    "session": (edit(SET, session="PT12H"), "permission set Administrator", "session", UNKNOWN),
    "managed": (
        edit(SET, managed=(ADMINISTRATOR, IAM)),
        "permission set Administrator",
        "policies of AWS",
        WIDER,
    ),
    "boundary": (
        edit(f"{INSTANCE}.permission_sets.{CONSULTANT}", boundary=""),
        "permission set Consultant",
        "boundary",
        WIDER,
    ),
    "inline": (
        edit(f"access.instances.0.permission_sets.{INLINE}", inline=OPEN),
        "permission set Operator",
        "inline policy",
        UNKNOWN,
    ),
    "no group": (without(f"{INSTANCE}.groups", 0), "group auditors", "exists", NARROWER),
    "instance of the StackSet": (
        edit("stacks.stack_sets.0.instances.0", status="OUTDATED"),
        "StackSet guardrails-audit-role",
        "stack in 222222222222 eu-central-1",
        UNKNOWN,
    ),
    "account without the role": (
        without("stacks.stack_sets.0.instances", 0),
        "StackSet guardrails-audit-role",
        "stack in 222222222222 eu-central-1",
        UNKNOWN,
    ),
    "trust": (
        edit("accounts.0", roles={**at(deployed(), "accounts.0.roles"), "break-glass": OPEN}),
        "role break-glass",
        "trust policy",
        UNKNOWN,
    ),
}


@pytest.mark.parametrize("state", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"])
@pytest.mark.parametrize("name", ["instance of the StackSet", "account without the role"])
def test_a_suspended_account_has_no_drift_of_its_own(name: str, state: str) -> None:
    """StackSets skips it, so its stack is out of date or missing, and nobody can mend that."""
    index = position("organization.accounts", "log-archive")
    suspended = edit(f"organization.accounts.{index}", state=state)
    assert drifted(CASES[name][0](suspended(deployed()))) == drifted(deployed())


def test_an_assignment_that_a_suspended_account_keeps_is_no_drift() -> None:
    """The template has none for a closed account; in an active one, the same assignment is drift."""
    index = position("organization.accounts", "shop")
    account_id = at(deployed(), f"organization.accounts.{index}").id
    assignments = at(deployed(), f"{INSTANCE}.assignments")
    kept = next(entry for entry in assignments if entry.account == account_id)
    more = kept.model_copy(update={"principal": "99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8ff"})
    with_more = edit(INSTANCE, assignments=(*assignments, more))
    suspended = edit(f"organization.accounts.{index}", state="SUSPENDED")
    assert only(drifted(with_more(deployed()))).property_name == "exists"
    assert drifted(with_more(suspended(deployed()))) == drifted(deployed())


@pytest.mark.parametrize("name", CASES)
def test_a_property_that_drifted_is_named(name: str) -> None:
    """Alone, with its place, its direction, both ways back, and the events that tell who did it."""
    change, subject, property_name, direction = CASES[name]
    drift = only(drifted(change(deployed())))
    assert (drift.subject, drift.property_name, drift.direction) == (subject, property_name, direction)
    assert drift.expected != drift.actual
    assert drift.place.stack.startswith("guardrails-")
    assert drift.place.logical_id
    assert drift.restore[-1] == f"cdk deploy {drift.place.stack} --revert-drift"
    assert "baseline.yaml:" in drift.take_over
    assert drift.lookup is not None
    assert drift.lookup.events


def test_an_assignment_that_nobody_deployed_is_wider() -> None:
    """Somebody gave a group a permission set of the stacks by hand: the way back takes it away."""
    assignment = CapturedAssignment(
        permission_set=at(deployed(), f"{SET}.arn"),
        account="444444444441",
        principal_type="GROUP",
        principal=at(deployed(), f"{INSTANCE}.groups.0.id"),
    )
    entries = at(deployed(), f"{INSTANCE}.assignments")
    drift = only(drifted(changed(deployed(), INSTANCE, assignments=(*entries, assignment))))
    assert drift.subject == "assignment of Administrator in 444444444441 to auditors"
    assert drift.direction is WIDER
    assert drift.restore[0].startswith("aws sso-admin delete-account-assignment ")


def test_an_assignment_that_is_gone_is_narrower() -> None:
    """The deployment makes it again."""
    drift = only(drifted(without(f"{INSTANCE}.assignments", 0)(deployed())))
    assert drift.subject == "assignment of SecurityAudit in 222222222222 to auditors"
    assert drift.direction is NARROWER


def test_a_subscription_that_waits_for_its_confirmation_drifted() -> None:
    """Nobody is told before the address confirms."""
    waiting = tuple(
        CapturedSubscription(protocol=kept.protocol, endpoint=kept.endpoint, confirmed=False)
        for kept in at(deployed(), f"{TOPIC}.subscriptions")
    )
    report = drifted(changed(deployed(), TOPIC, subscriptions=waiting))
    assert {drift.actual for drift in report.drifts} == {"not confirmed"}


def test_another_order_is_no_drift() -> None:
    """A document whose lists stand in another order, with one in place of a list of one, says the same."""
    document = json.loads(at(deployed(), f"{BUCKET}.policy"))
    document["Statement"].reverse()
    document["Statement"][0]["Action"] = [document["Statement"][0]["Action"]]
    assert drifted(changed(deployed(), BUCKET, policy=json.dumps(document))).clean


class TestPolicies:
    """Organization policies."""

    def test_a_detached_policy_lets_accounts_do_more(self) -> None:
        """The drift names the node, and the comparison says who gains."""
        index = index_of("guardrails/services/Root")
        report = drifted(changed(deployed(), f"policies.{index}", targets=()))
        drift = only(report)
        assert drift.subject.startswith("policy guardrails/services/Root")
        assert (drift.property_name, drift.direction) == ("attached to Root", WIDER)
        assert drift.restore == (
            "python -m guardrails repair --apply",
            "cdk deploy guardrails-policies --revert-drift",
        )
        assert report.effects.comparison is not None
        assert report.effects.comparison.directions() == {Direction.WIDENED}

    def test_a_deleted_policy_is_missing(self) -> None:
        """Repair puts a stand-in there."""
        drift = only(drifted(without("policies", index_of("guardrails/services/Root"))(deployed())))
        assert (drift.property_name, drift.direction) == ("exists", WIDER)
        assert drift.lookup is not None
        assert drift.lookup.region == "us-east-1"
        assert "DeletePolicy" in drift.lookup.events

    def test_a_changed_document_takes_its_direction_from_its_effect(self) -> None:
        """A statement less widens."""
        index = index_of("guardrails/services/Root")
        document = json.loads(at(deployed(), f"policies.{index}.content"))
        document["Statement"] = [{**document["Statement"][0], "NotAction": "*"}]
        document["Statement"][0].pop("Action", None)
        report = drifted(changed(deployed(), f"policies.{index}", content=json.dumps(document)))
        drift = only(report)
        assert (drift.property_name, drift.direction) == ("document", WIDER)
        assert "baseline.yaml:" in drift.take_over

    def test_a_text_of_the_same_effect_is_said_in_one_line(self) -> None:
        """Somebody gave a statement another Sid: nobody gains or loses."""
        index = index_of("guardrails/services/Root")
        document = json.loads(at(deployed(), f"policies.{index}.content"))
        document["Statement"][0]["Sid"] = "Renamed"
        report = drifted(changed(deployed(), f"policies.{index}", content=json.dumps(document)))
        assert report.clean
        (note,) = report.notes
        assert note.startswith(
            "written otherwise than deployed, to the same effect: guardrails/services/Root"
        )

    def test_a_policy_attached_elsewhere_narrows(self) -> None:
        """The way back detaches it from there."""
        index = index_of("guardrails/services/Sandbox")
        targets = at(deployed(), f"policies.{index}.targets")
        report = drifted(changed(deployed(), f"policies.{index}", targets=(*targets, "444444444441")))
        drift = only(report)
        assert drift.direction is NARROWER
        assert drift.restore[0].startswith("aws organizations detach-policy ")
        assert drift.restore[0].endswith(" --target-id 444444444441")

    def test_a_policy_of_another_name_is_recognised_by_its_id(self) -> None:
        """It still binds whom it bound, so it is no drift: an imported policy keeps the name that it had."""
        index = index_of("guardrails/services/Root")
        name = at(deployed(), f"policies.{index}.name")
        report = drifted(changed(deployed(), f"policies.{index}", name="other"))
        assert report.clean
        assert report.notes == (f"policy {name} is called other in AWS, to the same effect",)

    def test_a_type_that_is_switched_off_is_named(self) -> None:
        """Its policies bind nobody."""
        types = at(deployed(), "organization.policy_types")
        capture = changed(deployed(), "organization", policy_types=tuple(sorted({*types} - {SCP})))
        detached = tuple(
            policy.model_copy(update={"targets": ()}) if policy.type == SCP else policy
            for policy in at(capture, "policies")
        )
        report = drifted(capture.model_copy(update={"policies": detached}))
        assert only(report).subject == f"policy type {SCP}"
        assert report.effective

    def test_a_policy_of_others_counts_on_both_sides(self) -> None:
        """No file names it, so that the answer says its name and no drift."""
        other = CapturedPolicy(
            id="p-other",
            name="theirs",
            type=SCP,
            content=json.dumps(denial("s3:*")),
            targets=("444444444441",),
        )
        report = drifted(changed(deployed(), "", policies=(*at(deployed(), "policies"), other)))
        assert report.clean
        assert report.effects.others == ("theirs",)

    def test_a_policy_that_a_budget_action_attached_is_reported_as_that(self) -> None:
        """Even one of the stacks': it is no drift of unknown origin."""
        index = index_of("guardrails/services/Sandbox")
        targets = at(deployed(), f"policies.{index}.targets")
        capture = changed(deployed(), f"policies.{index}", targets=(*targets, "444444444441"))
        action = CapturedBudgetAction(
            id="a-1",
            type="APPLY_SCP_POLICY",
            status="EXECUTION_SUCCESS",
            approval="AUTOMATIC",
            policy=at(deployed(), f"policies.{index}.id"),
            targets=("444444444441",),
        )
        report = drifted(changed(capture, f"budgets.budgets.{FIXED}", actions=(action,)))
        assert report.clean
        (note,) = report.notes
        assert (
            "by the action a-1 of the budget guardrails-organization-qtbcpgtl (AUTOMATIC), not by hand"
            in note
        )


UNREAD: dict[str, tuple[Edit, str, str]] = {
    "trails": (edit(TRAIL, logging=None), "trails", "cloudtrail:GetTrailStatus"),
    "selectors": (edit(TRAIL, selectors=None), "trails", "cloudtrail:GetEventSelectors"),
    "all trails": (edit("", trails=None), "trails", "cloudtrail:DescribeTrails"),
    "bucket": (edit(BUCKET, policy=None), "trails", "s3:GetBucketPolicy"),
    "key": (edit(KEY, policy=None), "trails", "kms:GetKeyPolicy"),
    "policies": (edit("", policies=None), "policies", "organizations:ListPolicies"),
    "alarms": (edit("alerts", alarms=None), "alerts", "cloudwatch:DescribeAlarms"),
    "topic": (edit(TOPIC, policy=None), "alerts", "sns:GetTopicAttributes"),
    "budgets": (edit("budgets", budgets=None), "budgets", "budgets:ViewBudget"),
    "sets": (edit(INSTANCE, permission_sets=None), "access", "sso:ListPermissionSets"),
    "assignments": (edit(INSTANCE, assignments=None), "access", "sso:ListAccountAssignments"),
    "groups": (edit(INSTANCE, groups=None), "access", "identitystore:ListGroups"),
    "StackSets": (edit("stacks", stack_sets=None), "stack_sets", "cloudformation:ListStackSets"),
    "stacks": (edit("stacks", stacks=None), "stacks", "cloudformation:DescribeStacks"),
    "roles": (edit("accounts.0", roles=None), "accounts", "iam:ListRoles"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_nobody_says_no_drift_of_what_was_not_read(name: str) -> None:
    """The refused action is named, and the report isn't clean."""
    change, reader, action = UNREAD[name]
    refused = RefusedRead(reader=reader, action=action, code="AccessDenied", message="no", unknown="it")
    report = drifted(change(deployed()).model_copy(update={"refused": (refused,)}))
    assert not report.clean
    assert any(action in entry.reason for entry in report.unknown)


def test_without_the_archive_template_its_evidence_is_unknown() -> None:
    """Expected values are never guessed: the answer asks for the assembly."""
    report = drift_of(baseline(), deployed(), "capture.json")
    assert report.drifts == ()
    assert {entry.subject for entry in report.unknown} == {
        "bucket exampleorg1-organization-trail",
        "key alias/organization-trail",
    }
    assert all("--assembly" in entry.reason for entry in report.unknown)


def _with_archive(capture: Capture) -> Capture:
    """Return the capture as the role in members reads it: with the stacks of the archive account."""
    in_archive = tuple(
        CapturedStack(
            name=stack.name,
            member=stack.account,
            region=stack.region,
            status="CREATE_COMPLETE",
            tags={},
            parameters={},
            outputs={},
            template=dict(stack.template),
            resources=dict(stack.physical_ids),
        )
        for stack in templates()
        if stack.account != MANAGEMENT
    )
    assert in_archive
    stacks = (*at(capture, "stacks.stacks"), *in_archive)
    whole: Capture = changed(capture, "stacks", stacks=stacks, members=(in_archive[0].member,))
    return whole


def test_the_archive_is_compared_with_its_deployed_template() -> None:
    """A capture that has the archive's stacks needs no assembly."""
    report = drift_of(baseline(), _with_archive(deployed()), "capture.json")
    assert (report.drifts, report.unknown) == ((), ())


@pytest.mark.parametrize(
    ("path", "changes", "name"),
    [
        (BUCKET, {"lock_days": 1}, "days of the lock"),
        (BUCKET, {"lock_mode": ""}, "lock"),
        (BUCKET, {"versioning": False}, "versioning"),
        ("trails.keys.0", {"state": "PendingDeletion"}, "state"),
        ("trails.keys.0", {"rotation": False}, "rotation"),
    ],
)
def test_what_drifted_in_the_archive_is_named_without_an_assembly(
    path: str, changes: dict[str, Any], name: str
) -> None:
    """The place is the stack of the archive account."""
    drift = only(drift_of(baseline(), changed(_with_archive(deployed()), path, **changes), "capture.json"))
    assert (drift.property_name, drift.place.stack) == (name, "guardrails-trail-archive")


def test_an_assembly_that_is_not_deployed_yet_is_said() -> None:
    """A difference between two templates is no drift by hand."""
    stack = archive()[0]
    stacks = at(deployed(), "stacks.stacks")
    older = {**stack.template, "Resources": {"Key": stack.template["Resources"]["Key"]}}
    captured = stacks[0].model_copy(update={"name": stack.name, "template": older, "resources": {}})
    report = drifted(changed(deployed(), "stacks", stacks=(*stacks, captured)))
    assert [note for note in report.notes if note.startswith("guardrails-trail-archive isn't deployed as")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "AWS::AccountId"}, MANAGEMENT),
        ({"Fn::GetAtt": ["Key", "Arn"]}, f"arn:aws:kms:{HOME}:{MANAGEMENT}:key/1234"),
        ({"Fn::GetAtt": "Group.GroupId"}, "g-1"),
        ({"Fn::GetAtt": ["Set", "PermissionSetArn"]}, "arn:set"),
        ({"Fn::Join": ["/", ["a", {"Ref": "Key"}]]}, "a/1234"),
        ({"Fn::Join": ["/", ["a", {"Ref": "Nothing"}]]}, UNRESOLVED),
        ({"Fn::Sub": "${Key}"}, UNRESOLVED),
        ([{"A": {"Ref": "AWS::Region"}}], [{"A": HOME}]),
    ],
)
def test_references_are_resolved_by_physical_ids(value: Any, expected: Any) -> None:
    """A reference that only CloudFormation can resolve is never guessed."""
    kinds = {
        "Key": "AWS::KMS::Key",
        "Group": "AWS::IdentityStore::Group",
        "Set": "AWS::SSO::PermissionSet",
    }
    template = {"Resources": {name: {"Type": kind} for name, kind in kinds.items()}}
    ids = {"Key": "1234", "Group": "g-1|d-1", "Set": "arn:instance|arn:set"}
    assert resolved(value, StackTemplate("a", HOME, MANAGEMENT, template, ids)) == expected


def test_every_part_of_a_capture_is_a_model() -> None:
    """The edits of these tests change copies only: the deployed capture stays as it was."""
    before = deployed().model_dump_json()
    CASES["logging"][0](deployed())
    assert isinstance(deployed(), CapturePart)
    assert deployed().model_dump_json() == before


def test_a_bucket_of_others_is_not_compared() -> None:
    """A trail may deliver to a bucket that was there before: no template says how it should be."""
    section = baseline().trail
    assert section is not None
    trail = section.model_copy(update={"existing_bucket": True})
    file = baseline().file.model_copy(update={"trail": trail})
    report = drift_of(replace(baseline(), file=file), deployed(), "capture.json", archive()[:0])
    assert [entry.subject for entry in report.unknown] == ["key alias/organization-trail"]
    assert "bucket exampleorg1-organization-trail belongs to others, so nothing compares it" in report.notes
