"""The trail and its search, deployed into the local AWS: there, changed, and the search deleted alone."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from emulator.client import running
from guardrails.stacks.trail.existing import required_policies
from tests.stacks.helpers import ARCHIVE, EXAMPLE, HOME, MANAGEMENT, edited, synthesized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.client import LocalAws
    from tests.stacks.helpers import Assembly

TRAIL, EVIDENCE, SEARCH = "guardrails-trail", "guardrails-trail-archive", "guardrails-trail-search"
ACCOUNTS = {TRAIL: MANAGEMENT, EVIDENCE: ARCHIVE, SEARCH: ARCHIVE}
NAME = "organization-trail"
GROUP = f"/guardrails/{NAME}"
SECONDS = 300.0


@pytest.fixture
def aws() -> Iterator[LocalAws]:
    """A local AWS of its own."""
    with running(EXAMPLE) as local:
        yield local


def _status(aws: LocalAws, stack: str, stack_id: str) -> str:
    cloudformation = aws.client("cloudformation", ACCOUNTS[stack], HOME)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        (found,) = cloudformation.describe_stacks(StackName=stack_id)["Stacks"]
        if not found["StackStatus"].endswith("_IN_PROGRESS"):
            return str(found["StackStatus"])
        time.sleep(0.05)
    raise AssertionError("it took too long")


def _deploy(aws: LocalAws, assembly: Assembly, stack: str, *, anew: bool = True) -> str:
    cloudformation = aws.client("cloudformation", ACCOUNTS[stack], HOME)
    operation = cloudformation.create_stack if anew else cloudformation.update_stack
    operation(
        StackName=stack,
        TemplateBody=json.dumps(assembly.template(stack)),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    return _status(aws, stack, stack)


def _drift(aws: LocalAws, stack: str) -> set[str]:
    cloudformation = aws.client("cloudformation", ACCOUNTS[stack], HOME)
    detection = cloudformation.detect_stack_drift(StackName=stack)["StackDriftDetectionId"]
    cloudformation.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
    drifts = cloudformation.describe_stack_resource_drifts(StackName=stack)["StackResourceDrifts"]
    return {one["StackResourceDriftStatus"] for one in drifts}


def test_the_trail_records_what_was_chosen(aws: LocalAws, assembly: Assembly) -> None:
    """Selectors and insights are at CloudTrail; the search is there, follows a change, and goes alone."""
    assert _deploy(aws, assembly, EVIDENCE) == "CREATE_COMPLETE"
    assert _deploy(aws, assembly, TRAIL) == "CREATE_COMPLETE"
    cloudtrail = aws.client("cloudtrail", MANAGEMENT, HOME)
    held = cloudtrail.get_event_selectors(TrailName=NAME)["AdvancedEventSelectors"]
    assert [one["Name"] for one in held] == ["Management events selector", "Data events that write: s3"]
    insights = cloudtrail.get_insight_selectors(TrailName=NAME)["InsightSelectors"]
    assert {one["InsightType"] for one in insights} == {"ApiCallRateInsight", "ApiErrorRateInsight"}
    assert _drift(aws, TRAIL) == {"IN_SYNC"}

    def choose(data: dict[str, Any]) -> None:
        data["trail"]["insights"] = []
        data["trail"]["data_events"] = [{"resource_type": "s3"}, {"resource_type": "lambda", "only": "read"}]

    assert _deploy(aws, synthesized(edited(choose)), TRAIL, anew=False) == "UPDATE_COMPLETE"
    held = cloudtrail.get_event_selectors(TrailName=NAME)["AdvancedEventSelectors"]
    assert [one["Name"] for one in held[1:]] == ["Data events that read: lambda", "Data events: s3"]
    with pytest.raises(cloudtrail.exceptions.InsightNotEnabledException):
        cloudtrail.get_insight_selectors(TrailName=NAME)


def test_the_evidence_is_kept_as_chosen(aws: LocalAws) -> None:
    """Locked for everybody, moved through two classes, kept for ever, and who reads it is written down."""

    def choose(data: dict[str, Any]) -> None:
        data["trail"]["object_lock"] = {"mode": "COMPLIANCE", "days": 30}
        data["trail"]["storage"] = [
            {"to": "INTELLIGENT_TIERING", "after_days": 0},
            {"to": "DEEP_ARCHIVE", "after_days": 400},
        ]
        data["trail"]["expire_after_days"] = None

    baseline = edited(choose)
    assert baseline.trail is not None
    assert _deploy(aws, synthesized(baseline), EVIDENCE) == "CREATE_COMPLETE"
    s3, bucket = aws.client("s3", ARCHIVE, HOME), {"Bucket": baseline.trail.bucket}
    lock = s3.get_object_lock_configuration(**bucket)["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"] == {"Mode": "COMPLIANCE", "Days": 30}
    (rule,) = s3.get_bucket_lifecycle_configuration(**bucket)["Rules"]
    moves = [(one["Days"], one["StorageClass"]) for one in rule["Transitions"]]
    assert moves == [(0, "INTELLIGENT_TIERING"), (400, "DEEP_ARCHIVE")]
    assert "Expiration" not in rule
    logging = s3.get_bucket_logging(**bucket)["LoggingEnabled"]
    assert logging["TargetBucket"] == baseline.trail.access_bucket


def test_the_search_is_there_and_goes_alone(aws: LocalAws, assembly: Assembly) -> None:
    """Table, workgroup and queries answer; a change follows; deleted, it can be made anew at once."""
    assert _deploy(aws, assembly, SEARCH) == "CREATE_COMPLETE"
    athena, glue = aws.client("athena", ARCHIVE, HOME), aws.client("glue", ARCHIVE, HOME)
    wanted = assembly.only(SEARCH, "AWS::Glue::Table")["TableInput"]
    table = glue.get_table(DatabaseName="guardrails_trail", Name="events")["Table"]
    assert {name: table[name] for name in wanted} == wanted
    group = athena.get_work_group(WorkGroup=TRAIL)["WorkGroup"]["Configuration"]
    assert group["EnforceWorkGroupConfiguration"] is True
    assert group["BytesScannedCutoffPerQuery"] == 100 * 10**9
    results = group["ResultConfiguration"]["OutputLocation"].split("/")[2]
    (rule,) = aws.client("s3", ARCHIVE, HOME).get_bucket_lifecycle_configuration(Bucket=results)["Rules"]
    assert rule["Expiration"] == {"Days": 30}
    queries = athena.list_named_queries(WorkGroup=TRAIL)["NamedQueryIds"]
    names = {athena.get_named_query(NamedQueryId=one)["NamedQuery"]["Name"] for one in queries}
    assert {"who did what", "root use", "calls denied by a guardrail"} <= names
    assert _drift(aws, SEARCH) == {"IN_SYNC"}

    smaller = synthesized(edited(lambda data: data["trail"].update(search={"scan_limit_gb": 5})))
    assert _deploy(aws, smaller, SEARCH, anew=False) == "UPDATE_COMPLETE"
    group = athena.get_work_group(WorkGroup=TRAIL)["WorkGroup"]["Configuration"]
    assert group["BytesScannedCutoffPerQuery"] == 5 * 10**9

    assert _delete(aws, SEARCH) == "DELETE_COMPLETE"
    assert glue.get_databases()["DatabaseList"] == []
    assert TRAIL not in {one["Name"] for one in athena.list_work_groups()["WorkGroups"]}
    aws.client("s3", ARCHIVE, HOME).head_bucket(Bucket=results)
    assert _deploy(aws, assembly, SEARCH) == "CREATE_COMPLETE"


def _delete(aws: LocalAws, stack: str) -> str:
    cloudformation = aws.client("cloudformation", ACCOUNTS[stack], HOME)
    (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    cloudformation.delete_stack(StackName=stack)
    return _status(aws, stack, found["StackId"])


def _delete_group(aws: LocalAws) -> None:
    """Delete the log group on purpose, as the runbooks say."""
    logs = aws.client("logs", MANAGEMENT, HOME)
    logs.put_log_group_deletion_protection(logGroupIdentifier=GROUP, deletionProtectionEnabled=False)
    logs.delete_log_group(logGroupName=GROUP)


def _start_anew(aws: LocalAws) -> None:
    """Remove what a failed first deployment of the trail leaves, as the runbooks say."""
    _delete_group(aws)
    assert _delete(aws, TRAIL) == "DELETE_COMPLETE"


def test_a_bucket_and_a_key_that_exist_serve_with_the_statements_told(aws: LocalAws) -> None:
    """The trail refuses the bucket without its policy, and takes it with the one that is told."""
    kms, s3 = aws.client("kms", ARCHIVE, HOME), aws.client("s3", ARCHIVE, HOME)
    key = kms.create_key()["KeyMetadata"]["Arn"]

    def existing(data: dict[str, Any]) -> None:
        for name in ("storage", "expire_after_days", "object_lock"):
            del data["trail"][name]
        data["trail"].update(bucket="kept-from-before", existing_bucket=True, existing_key=key)

    baseline = edited(existing)
    told, assembly = required_policies(baseline), synthesized(baseline)
    s3.create_bucket(Bucket="kept-from-before", CreateBucketConfiguration={"LocationConstraint": HOME})
    assert _deploy(aws, assembly, TRAIL) == "ROLLBACK_FAILED"
    _start_anew(aws)
    s3.put_bucket_policy(Bucket="kept-from-before", Policy=json.dumps(told["kept-from-before"]))
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(told[key]))
    assert _deploy(aws, assembly, TRAIL) == "CREATE_COMPLETE"
    trail = aws.client("cloudtrail", MANAGEMENT, HOME).get_trail(Name=NAME)["Trail"]
    assert (trail["S3BucketName"], trail["KmsKeyId"]) == ("kept-from-before", key)
    assert s3.list_buckets()["Buckets"][0]["Name"] == "kept-from-before"


def test_the_log_group_is_deleted_on_purpose_alone(aws: LocalAws, assembly: Assembly) -> None:
    """A failed first deployment keeps it, and so does a deleted stack, until its protection is lifted."""
    logs = aws.client("logs", MANAGEMENT, HOME)
    assert _deploy(aws, assembly, TRAIL) == "ROLLBACK_FAILED"  # without the bucket, there is no trail
    _start_anew(aws)
    assert _deploy(aws, assembly, EVIDENCE) == "CREATE_COMPLETE"
    assert _deploy(aws, assembly, TRAIL) == "CREATE_COMPLETE"
    assert _delete(aws, TRAIL) == "DELETE_COMPLETE"
    with pytest.raises(logs.exceptions.ClientError, match="ValidationException"):
        logs.delete_log_group(logGroupName=GROUP)
    _delete_group(aws)
    assert logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"] == []
