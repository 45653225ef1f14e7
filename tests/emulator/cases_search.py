"""The cases of Athena and Glue."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import Case, resource, tags
from tests.emulator.deployments import HOME, MANAGEMENT, Asked

DATABASE, TABLE, WORKGROUP = "case_database", "case_events", "case-searches"
OTHERS = {
    "Base": resource("AWS::Glue::Database", CatalogId=MANAGEMENT, DatabaseInput={"Name": "case_base"}),
}


def _workgroup(path: str, answer: Any) -> Asked:
    return Asked("athena", "get_work_group", {"WorkGroup": "$id"}, f"WorkGroup.{path}", answer)


def _configuration(gigabytes: int, prefix: str, **more: Any) -> dict[str, Any]:
    return {
        "EnforceWorkGroupConfiguration": True,
        "PublishCloudWatchMetricsEnabled": gigabytes == 1,
        "BytesScannedCutoffPerQuery": gigabytes * 10**9,
        "RequesterPaysEnabled": False,
        "ResultConfiguration": {
            "OutputLocation": f"s3://results/{prefix}/",
            "ExpectedBucketOwner": MANAGEMENT,
            "EncryptionConfiguration": {
                "EncryptionOption": "SSE_KMS",
                "KmsKey": f"arn:aws:kms:{HOME}:{MANAGEMENT}:key/{prefix}",
            },
        },
        **more,
    }


WORKGROUP_CASE = Case(
    type="AWS::Athena::WorkGroup",
    properties={
        "Name": WORKGROUP,
        "Description": "one",
        "State": "ENABLED",
        "RecursiveDeleteOption": True,
        "WorkGroupConfiguration": _configuration(1, "one"),
        "Tags": tags(owner="security", stage="one"),
    },
    created=(
        _workgroup("[Name, Description, State]", [WORKGROUP, "one", "ENABLED"]),
        _workgroup("Configuration", _configuration(1, "one")),
        Asked(
            "athena",
            "list_tags_for_resource",
            {"ResourceARN": f"arn:aws:athena:{HOME}:{MANAGEMENT}:workgroup/$id"},
            "Tags[?Key == 'stage'].Value",
            ["one"],
        ),
    ),
    changed={
        "Name": WORKGROUP,
        "Description": "two",
        "State": "DISABLED",
        "RecursiveDeleteOption": True,
        "WorkGroupConfiguration": _configuration(2, "two"),
        "Tags": tags(owner="audit"),
    },
    updated=(
        _workgroup("[Description, State]", ["two", "DISABLED"]),
        _workgroup("Configuration", _configuration(2, "two")),
        Asked(
            "athena",
            "list_tags_for_resource",
            {"ResourceARN": f"arn:aws:athena:{HOME}:{MANAGEMENT}:workgroup/$id"},
            "Tags[].[Key, Value]",
            [["owner", "audit"]],
        ),
    ),
    replacing={"Name": f"{WORKGROUP}-two"},
    spoil=lambda at, name: at.client("athena").update_work_group(WorkGroup=name, Description="by hand"),
    remove=lambda at, name: at.client("athena").delete_work_group(WorkGroup=name),
)

NAMED_QUERY_CASE = Case(
    type="AWS::Athena::NamedQuery",
    properties={
        "Name": "root use",
        "Description": "What the root user did",
        "Database": "case_base",
        "QueryString": "SELECT eventname\nFROM events\nWHERE account = ?",
        "WorkGroup": "primary",
    },
    created=(
        Asked(
            "athena",
            "get_named_query",
            {"NamedQueryId": "$id"},
            "NamedQuery.[Name, Description, Database, QueryString, WorkGroup]",
            [
                "root use",
                "What the root user did",
                "case_base",
                "SELECT eventname\nFROM events\nWHERE account = ?",
                "primary",
            ],
        ),
    ),
    replacing={"QueryString": "SELECT 1"},
)

DATABASE_CASE = Case(
    type="AWS::Glue::Database",
    properties={
        "CatalogId": MANAGEMENT,
        "DatabaseInput": {
            "Name": DATABASE,
            "Description": "one",
            "LocationUri": "s3://logs/one/",
            "Parameters": {"stage": "one"},
        },
    },
    created=(
        Asked(
            "glue",
            "get_database",
            {"Name": "$id"},
            "Database.[Name, Description, LocationUri, Parameters, CatalogId]",
            [DATABASE, "one", "s3://logs/one/", {"stage": "one"}, MANAGEMENT],
        ),
    ),
    changed={
        "CatalogId": MANAGEMENT,
        "DatabaseInput": {"Name": DATABASE, "LocationUri": "s3://logs/two/"},
    },
    updated=(
        Asked(
            "glue",
            "get_database",
            {"Name": "$id"},
            "Database.[Description, LocationUri, Parameters]",
            ["", "s3://logs/two/", {}],
        ),
    ),
    replacing={"DatabaseInput": {"Name": f"{DATABASE}_two", "LocationUri": "s3://logs/two/"}},
    spoil=lambda at, name: at.client("glue").update_database(
        Name=name, DatabaseInput={"Name": name, "LocationUri": "s3://elsewhere/"}
    ),
    remove=lambda at, name: at.client("glue").delete_database(Name=name),
)


def _table(stage: str, name: str = TABLE) -> dict[str, Any]:
    return {
        "Name": name,
        "Description": stage,
        "Owner": "security",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"projection.enabled": "true", "storage.location.template": f"s3://{stage}/${{day}}"},
        "PartitionKeys": [{"Name": "day", "Type": "string"}],
        "StorageDescriptor": {
            "Columns": [
                {"Name": "eventname", "Type": "string", "Comment": stage},
                {"Name": "useridentity", "Type": "struct<type:string,arn:string>"},
            ],
            "Location": f"s3://{stage}/",
            "InputFormat": "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "SerdeInfo": {
                "Name": "json",
                "SerializationLibrary": "org.apache.hive.hcatalog.data.JsonSerDe",
                "Parameters": {"stage": stage},
            },
        },
    }


def _read_table(stage: str) -> Asked:
    names = "Name, Description, Owner, TableType, Parameters, PartitionKeys, StorageDescriptor"
    return Asked(
        "glue",
        "get_table",
        {"DatabaseName": "case_base", "Name": "$id"},
        f"Table.[{names}]",
        list(_table(stage).values()),
    )


TABLE_CASE = Case(
    type="AWS::Glue::Table",
    others=OTHERS,
    depends=("Base",),
    properties={"CatalogId": MANAGEMENT, "DatabaseName": "case_base", "TableInput": _table("one")},
    created=(_read_table("one"),),
    changed={"CatalogId": MANAGEMENT, "DatabaseName": "case_base", "TableInput": _table("two")},
    updated=(_read_table("two"),),
    replacing={"TableInput": _table("two", f"{TABLE}_two")},
    spoil=lambda at, name: at.client("glue").update_table(
        DatabaseName="case_base", TableInput={**_table("two"), "Name": name, "Parameters": {}}
    ),
    remove=lambda at, name: at.client("glue").delete_table(DatabaseName="case_base", Name=name),
)

CASES: tuple[Case, ...] = (WORKGROUP_CASE, NAMED_QUERY_CASE, DATABASE_CASE, TABLE_CASE)
