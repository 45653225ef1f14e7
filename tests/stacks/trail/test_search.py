"""The search over the log files: the right files, enforced limits, results that are no evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from guardrails import aws_facts
from guardrails.stacks.trail.table import PARTITIONS
from tests.stacks.helpers import ARCHIVE, HOME, MANAGEMENT, edited, statement, synthesized

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly

STACK = "guardrails-trail-search"
SHOP = "444444444441"


@pytest.fixture(scope="module")
def table(assembly: Assembly) -> dict[str, Any]:
    """The table over the log files."""
    found: dict[str, Any] = assembly.only(STACK, "AWS::Glue::Table")["TableInput"]
    return found


def test_the_search_stands_beside_the_bucket_and_alone(assembly: Assembly) -> None:
    """It lives in the archive account and waits for no other stack."""
    stack = assembly.stacks[STACK]
    assert stack["environment"] == f"aws://{ARCHIVE}/{HOME}"
    assert stack["dependencies"] == [f"{STACK}.assets"]


def test_every_account_and_region_is_projected(assembly: Assembly, table: dict[str, Any]) -> None:
    """The management account, all members and all regions; as far back as log files are kept."""
    parameters = table["Parameters"]
    accounts = parameters["projection.account.values"].split(",")
    assert MANAGEMENT in accounts
    assert ARCHIVE in accounts
    assert len(accounts) == len(set(accounts)) == 13
    assert set(parameters["projection.region.values"].split(",")) == aws_facts.all_regions()
    assert parameters["projection.day.range"] == "NOW-2557DAYS,NOW"
    assert [key["Name"] for key in table["PartitionKeys"]] == list(PARTITIONS)
    kinds = {name: parameters[f"projection.{name}.type"] for name in PARTITIONS}
    assert kinds == {"account": "enum", "region": "enum", "day": "date"}
    assert assembly.only(STACK, "AWS::Glue::Table")["CatalogId"] == ARCHIVE


def test_files_are_read_as_cloudtrail_writes_them(table: dict[str, Any]) -> None:
    """The formats that Athena's guide names for CloudTrail; with others a query finds nothing.

    Source: https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-org-wide-trail.html
    """
    storage = table["StorageDescriptor"]
    assert storage["InputFormat"] == "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
    assert storage["OutputFormat"] == "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
    assert storage["SerdeInfo"]["SerializationLibrary"] == "org.apache.hive.hcatalog.data.JsonSerDe"


def test_a_partition_is_where_cloudtrail_writes(assembly: Assembly, table: dict[str, Any]) -> None:
    """The path of a day's log files, which the bucket's policy lets CloudTrail write to."""
    template = table["Parameters"]["storage.location.template"]
    at = template.replace("${account}", SHOP).replace("${region}", HOME).replace("${day}", "2026/11/22")
    assert at == (
        f"s3://exampleorg1-organization-trail/AWSLogs/o-exampleorg1/{SHOP}/CloudTrail/{HOME}/2026/11/22"
    )
    assert at.startswith(table["StorageDescriptor"]["Location"])
    policy = assembly.template("guardrails-trail-archive")["Resources"]["BucketPolicy"]["Properties"]
    (written,) = [statement(policy["PolicyDocument"], "WriteOrganization")["Resource"]]
    assert at.replace("s3://", "arn:aws:s3:::").startswith(written.removesuffix("*"))


def test_log_files_kept_forever_are_searched_from_the_first() -> None:
    """Without an expiry the days begin with CloudTrail itself."""

    def keep(data: dict[str, Any]) -> None:
        data["trail"]["expire_after_days"] = None

    table = synthesized(edited(keep)).only(STACK, "AWS::Glue::Table")["TableInput"]
    assert table["Parameters"]["projection.day.range"] == "2013/11/13,NOW"


def test_the_workgroup_enforces_its_limits(assembly: Assembly) -> None:
    """Nobody's client can read more than the limit, or put results elsewhere or unencrypted."""
    group = assembly.only(STACK, "AWS::Athena::WorkGroup")
    settings = group["WorkGroupConfiguration"]
    assert settings["EnforceWorkGroupConfiguration"] is True
    assert settings["BytesScannedCutoffPerQuery"] == 100 * 10**9
    results = settings["ResultConfiguration"]
    assert results["EncryptionConfiguration"] == {
        "EncryptionOption": "SSE_KMS",
        "KmsKey": {"Fn::GetAtt": ["Key", "Arn"]},
    }
    assert results["OutputLocation"] == {"Fn::Sub": "s3://${Results}/"}
    assert results["ExpectedBucketOwner"] == ARCHIVE
    assert group["RecursiveDeleteOption"] is True


def test_results_are_no_evidence(assembly: Assembly) -> None:
    """They expire for good; a bucket left by a deleted stack is not in the next one's way."""
    bucket = assembly.template(STACK)["Resources"]["Results"]
    assert "BucketName" not in bucket["Properties"]
    assert bucket["DeletionPolicy"] == "RetainExceptOnCreate"
    (rule,) = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 30
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    assert "ObjectLockEnabled" not in bucket["Properties"]
    kept = {
        name
        for name, resource in assembly.template(STACK)["Resources"].items()
        if "Retain" in resource.get("DeletionPolicy", "")
    }
    assert kept == {"Results"}


def test_the_baseline_chooses_limit_and_days() -> None:
    """Both numbers are the baseline's, and without the section there is no such stack."""

    def choose(data: dict[str, Any]) -> None:
        data["trail"]["search"] = {"scan_limit_gb": 7, "results_days": 3}

    chosen = synthesized(edited(choose))
    settings = chosen.only(STACK, "AWS::Athena::WorkGroup")["WorkGroupConfiguration"]
    assert settings["BytesScannedCutoffPerQuery"] == 7_000_000_000
    (rule,) = chosen.only(STACK, "AWS::S3::Bucket")["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 3
    assert STACK not in synthesized(edited(lambda data: data["trail"].pop("search"))).stacks


def test_queries_belong_to_the_workgroup(assembly: Assembly) -> None:
    """Each has a name, says what it answers, and runs against the table's database."""
    queries = [one["Properties"] for one in assembly.of_type(STACK, "AWS::Athena::NamedQuery").values()]
    assert {query["Name"] for query in queries} == {
        "who did what",
        "root use",
        "calls denied by a guardrail",
        "use of exemptions",
        "changes to the baseline",
        "sign-ins without a second factor",
    }
    for query in queries:
        assert query["Database"] == "guardrails_trail"
        assert query["WorkGroup"] == {"Ref": "WorkGroup"}
        assert len(query["Description"].split()) > 5
        assert f"{query['QueryString'].count('?')} " in {"0 ", "3 "}
