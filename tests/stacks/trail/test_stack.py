"""The organization trail records everything, and its log group is encrypted and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stacks.helpers import ARCHIVE, HOME, MANAGEMENT, statement

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly

STACK = "guardrails-trail"
GROUP = f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:/guardrails/organization-trail"


def test_every_account_and_region_is_recorded(assembly: Assembly) -> None:
    """The trail covers the organization and every region, and proves that its files are unchanged."""
    trail = assembly.only(STACK, "AWS::CloudTrail::Trail")
    wanted = {
        "IsLogging",
        "IsOrganizationTrail",
        "IsMultiRegionTrail",
        "IncludeGlobalServiceEvents",
        "EnableLogFileValidation",
    }
    assert all(trail[name] is True for name in wanted)


def test_the_evidence_is_found_by_name_across_accounts(assembly: Assembly) -> None:
    """Nothing but literal names points into the archive account."""
    trail = assembly.only(STACK, "AWS::CloudTrail::Trail")
    assert trail["S3BucketName"] == "exampleorg1-organization-trail"
    assert trail["KMSKeyId"] == f"arn:aws:kms:{HOME}:{ARCHIVE}:alias/organization-trail"
    alias = assembly.only("guardrails-trail-archive", "AWS::KMS::Alias")
    assert alias["AliasName"] == "alias/organization-trail"


def test_the_trail_waits_for_its_archive_and_its_permission(assembly: Assembly) -> None:
    """CloudTrail tries bucket, key and log group before it accepts a trail."""
    assert "guardrails-trail-archive" in assembly.stacks[STACK]["dependencies"]
    (trail,) = assembly.of_type(STACK, "AWS::CloudTrail::Trail").values()
    assert trail["DependsOn"] == ["LogWriterPolicy"]


def test_the_log_group_is_evidence_too(assembly: Assembly) -> None:
    """Log group and key stay when the stack goes; the events are kept as long as the baseline says."""
    resources = assembly.template(STACK)["Resources"]
    assert resources["LogGroup"]["Properties"]["RetentionInDays"] == 365
    assert resources["LogGroup"]["Properties"]["DeletionProtectionEnabled"] is True
    assert resources["LogGroup"]["Properties"]["KmsKeyId"] == {"Fn::GetAtt": ["LogGroupKey", "Arn"]}
    for name in ("LogGroup", "LogGroupKey"):
        assert resources[name]["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resources[name]["UpdateReplacePolicy"] == "Retain"


def test_cloudwatch_logs_uses_the_key_for_this_group_only(assembly: Assembly) -> None:
    """The key demands the log group's encryption context."""
    key = assembly.only(STACK, "AWS::KMS::Key")
    encrypt = statement(key["KeyPolicy"], "EncryptLogGroup")
    assert encrypt["Principal"] == {"Service": f"logs.{HOME}.amazonaws.com"}
    assert encrypt["Condition"] == {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": GROUP}}


def test_the_role_writes_the_trails_streams_only(assembly: Assembly) -> None:
    """CloudTrail writes one stream for the management account and some for the members."""
    policy = assembly.only(STACK, "AWS::IAM::ManagedPolicy")
    write = statement(policy["PolicyDocument"], "WriteEvents")
    assert write["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert write["Resource"] == [
        f"{GROUP}:log-stream:{MANAGEMENT}_CloudTrail_{HOME}*",
        f"{GROUP}:log-stream:o-exampleorg1_*",
    ]
    trust = assembly.only(STACK, "AWS::IAM::Role")["AssumeRolePolicyDocument"]
    assert statement(trust, "AssumedByCloudTrail")["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
