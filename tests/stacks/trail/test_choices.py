"""The trail's choices: data events, insights, storage classes, a bucket or key that existed already."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from guardrails.cli.main import app
from guardrails.stacks.trail.existing import required_policies
from tests.stacks.helpers import ARCHIVE, EXAMPLE, HOME, MANAGEMENT, ROOT, edited, statement, synthesized

if TYPE_CHECKING:
    from guardrails.baseline import Baseline
    from tests.stacks.helpers import Assembly

STACK, ARCHIVE_STACK = "guardrails-trail", "guardrails-trail-archive"
KEY = f"arn:aws:kms:{HOME}:{ARCHIVE}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
FOREIGN_KEY = KEY.replace(ARCHIVE, "999999999999")
BUCKET = "exampleorg1-organization-trail"
OWN = [f"arn:aws:s3:::{BUCKET}/", f"arn:aws:s3:::{BUCKET}-access/"]


def _chosen(**trail: Any) -> Baseline:
    """The example with other choices; what they rule out goes."""

    def edit(data: dict[str, Any]) -> None:
        if trail.get("existing_bucket"):
            for name in ("storage", "expire_after_days", "object_lock"):
                data["trail"].pop(name)
        data["trail"].update(trail)

    return edited(edit)


def _selectors(assembly: Assembly) -> list[dict[str, dict[str, list[str]]]]:
    """The selectors of the trail: by field, its operators."""
    selectors = assembly.only(STACK, "AWS::CloudTrail::Trail")["AdvancedEventSelectors"]
    return [
        {field["Field"]: {key: value for key, value in field.items() if key != "Field"} for field in fields}
        for fields in (selector["FieldSelectors"] for selector in selectors)
    ]


def test_management_events_are_always_recorded(assembly: Assembly) -> None:
    """They are named, since a trail with any selector records only what its selectors say."""
    assert _selectors(assembly)[0] == {"eventCategory": {"Equals": ["Management"]}}
    without = synthesized(_chosen(data_events=[]))
    assert _selectors(without) == [{"eventCategory": {"Equals": ["Management"]}}]


def test_the_examples_data_events(assembly: Assembly) -> None:
    """Writes to the objects of one bucket."""
    assert _selectors(assembly)[1:] == [
        {
            "eventCategory": {"Equals": ["Data"]},
            "resources.type": {"Equals": ["AWS::S3::Object"]},
            "readOnly": {"Equals": ["false"]},
            "resources.ARN": {"StartsWith": ["arn:aws:s3:::exampleorg1-payments/"]},
        }
    ]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (
            {"resource_type": "lambda"},
            {"resources.type": {"Equals": ["AWS::Lambda::Function"]}},
        ),
        (
            {"resource_type": "dynamodb", "only": "read"},
            {"resources.type": {"Equals": ["AWS::DynamoDB::Table"]}, "readOnly": {"Equals": ["true"]}},
        ),
        (
            {"resource_type": "s3"},
            {
                "resources.type": {"Equals": ["AWS::S3::Object"]},
                "resources.ARN": {"NotStartsWith": OWN},
            },
        ),
        (
            {"resource_type": "s3", "resources": ["arn:aws:s3:::exampleorg1-"]},
            {
                "resources.type": {"Equals": ["AWS::S3::Object"]},
                "resources.ARN": {"StartsWith": ["arn:aws:s3:::exampleorg1-"], "NotStartsWith": OWN},
            },
        ),
    ],
    ids=["everything", "reads", "all buckets but the trail's", "a prefix that covers the trail's"],
)
def test_data_events_become_selectors(events: dict[str, Any], expected: dict[str, Any]) -> None:
    """Type, direction and resources; the trail never records what it writes itself."""
    (found,) = _selectors(synthesized(_chosen(data_events=[events])))[1:]
    assert found == {"eventCategory": {"Equals": ["Data"]}, **expected}


def test_insights_are_the_baselines(assembly: Assembly) -> None:
    """Both, one or none."""
    both = assembly.only(STACK, "AWS::CloudTrail::Trail")["InsightSelectors"]
    assert [one["InsightType"] for one in both] == ["ApiCallRateInsight", "ApiErrorRateInsight"]
    one = synthesized(_chosen(insights=["error_rate"])).only(STACK, "AWS::CloudTrail::Trail")
    assert one["InsightSelectors"] == [{"InsightType": "ApiErrorRateInsight"}]
    none = synthesized(_chosen(insights=[])).only(STACK, "AWS::CloudTrail::Trail")
    assert "InsightSelectors" not in none


def test_log_files_move_through_the_classes_that_the_baseline_names() -> None:
    """In its order, after its days."""
    steps = [{"to": "STANDARD_IA", "after_days": 30}, {"to": "DEEP_ARCHIVE", "after_days": 365}]
    bucket = synthesized(_chosen(storage=steps)).template(ARCHIVE_STACK)["Resources"]["Bucket"]["Properties"]
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert [(one["StorageClass"], one["TransitionInDays"]) for one in rule["Transitions"]] == [
        ("STANDARD_IA", 30),
        ("DEEP_ARCHIVE", 365),
    ]


def test_compliance_mode() -> None:
    """The other mode of object lock, with its days."""
    lock = {"mode": "COMPLIANCE", "days": 30}
    bucket = synthesized(_chosen(object_lock=lock)).template(ARCHIVE_STACK)["Resources"]["Bucket"]
    retention = bucket["Properties"]["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert retention == {"Mode": "COMPLIANCE", "Days": 30}


def test_an_existing_bucket_is_not_made() -> None:
    """Only the key is; the trail writes to the bucket by its name, and the search reads it."""
    result = synthesized(_chosen(existing_bucket=True))
    assert {one["Type"] for one in result.template(ARCHIVE_STACK)["Resources"].values()} == {
        "AWS::KMS::Key",
        "AWS::KMS::Alias",
    }
    assert result.only(STACK, "AWS::CloudTrail::Trail")["S3BucketName"] == BUCKET
    table = result.only("guardrails-trail-search", "AWS::Glue::Table")["TableInput"]
    assert BUCKET in table["StorageDescriptor"]["Location"]


def test_an_existing_key_is_not_made() -> None:
    """The bucket and the trail name it by its ARN."""
    result = synthesized(_chosen(existing_key=KEY))
    resources = result.template(ARCHIVE_STACK)["Resources"]
    assert not [one for one in resources.values() if one["Type"].startswith("AWS::KMS::")]
    (rule,) = resources["Bucket"]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == KEY
    assert result.only(STACK, "AWS::CloudTrail::Trail")["KMSKeyId"] == KEY


def test_with_both_there_is_no_archive_stack() -> None:
    """The trail then waits for nothing."""
    result = synthesized(_chosen(existing_bucket=True, existing_key=KEY))
    assert ARCHIVE_STACK not in result.stacks
    assert ARCHIVE_STACK not in result.stacks[STACK]["dependencies"]


def test_what_exists_must_carry_what_ours_would(assembly: Assembly) -> None:
    """The statements that are told are those of our own bucket and key, to the letter.

    But for what lets the deployment change our key: it never touches one that exists.
    """
    told = required_policies(_chosen(existing_bucket=True, existing_key=KEY))
    ours = assembly.template(ARCHIVE_STACK)["Resources"]
    policy = ours["Key"]["Properties"]["KeyPolicy"]
    changing = {"ChangedByTheDeployment", "RetiredByTheDeployment"}
    assert changing <= {statement.get("Sid") for statement in policy["Statement"]}
    kept = [statement for statement in policy["Statement"] if statement.get("Sid") not in changing]
    assert told == {
        BUCKET: ours["BucketPolicy"]["Properties"]["PolicyDocument"],
        KEY: {**policy, "Statement": kept},
    }
    assert required_policies(edited()) == {}


def test_a_key_of_another_account_lets_the_archive_read() -> None:
    """Its account administers it; the analysts of the archive account decrypt through IAM."""
    document = required_policies(_chosen(existing_key=FOREIGN_KEY))[FOREIGN_KEY]
    owner = statement(document, "AdministerThroughIam")["Principal"]
    assert owner == {"AWS": "arn:aws:iam::999999999999:root"}
    reader = statement(document, "ReadThroughIam")
    assert (reader["Principal"], reader["Action"]) == ({"AWS": f"arn:aws:iam::{ARCHIVE}:root"}, "kms:Decrypt")
    encrypt = statement(document, "EncryptLogFiles")["Condition"]["StringEquals"]
    assert encrypt == {"aws:SourceArn": f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/organization-trail"}


def test_the_command_prints_them() -> None:
    """As JSON by name, and nothing of what is made here; the page shows how."""
    result = CliRunner().invoke(app, ["trail-policies", "--baseline", str(EXAMPLE)])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {}
    assert "python -m guardrails trail-policies" in (ROOT / "docs" / "trail.md").read_text()


def test_the_page_shows_the_statements_of_today() -> None:
    """What docs/trail.md prints is what the example would need, were its bucket and key there already."""
    page = (ROOT / "docs" / "trail.md").read_text()
    shown = [json.loads(block.split("```")[0]) for block in page.split("```json\n")[1:]]
    told = required_policies(_chosen(existing_bucket=True, existing_key=KEY))
    assert shown == [told], "put the statements of `required_policies` into docs/trail.md"
