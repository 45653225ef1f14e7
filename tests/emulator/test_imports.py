"""Resources that exist are taken over by a stack, as they are, after AWS's checks."""

from __future__ import annotations

import json
import subprocess
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from demo.cdk import NODE, PROJECT
from emulator.resources import TYPES
from tests.emulator.cases import allow, resource
from tests.emulator.deployments import HOME, MANAGEMENT, Deployments

if TYPE_CHECKING:
    from pathlib import Path

    from emulator.resources.base import ResourceType

REFUSED = (
    "AWS::Budgets::Budget",
    "AWS::CDK::Metadata",
    "AWS::CloudFormation::WaitConditionHandle",
    "AWS::Glue::Table",
    "AWS::IAM::Policy",
    "AWS::SNS::TopicPolicy",
)
"""The types that no import takes; `emulator/services/imports.py` has the sources."""


@dataclass(frozen=True)
class Existing:
    """Resources that somebody made by hand: their definitions, and what identifies each."""

    definitions: dict[str, Any]
    identifiers: dict[str, dict[str, str]]

    def to_import(self, *logical_ids: str) -> list[dict[str, Any]]:
        """Give what an import change set asks for."""
        return [
            {
                "LogicalResourceId": name,
                "ResourceType": self.definitions[name]["Type"],
                "ResourceIdentifier": self.identifiers[name],
            }
            for name in logical_ids or self.definitions
        ]


@pytest.fixture
def existing(deployments: Deployments) -> Existing:
    """Make a bucket with its policy, a key with its alias, a log group and a topic, by hand."""
    name = f"evidence-{uuid.uuid4().hex[:8]}"
    s3, kms = deployments.client("s3"), deployments.client("kms")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME})
    document = allow("s3:GetBucketAcl", {"Service": "cloudtrail.amazonaws.com"})
    document["Statement"][0]["Resource"] = f"arn:aws:s3:::{name}"
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(document))
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key)
    deployments.client("logs").create_log_group(logGroupName=name)
    topic = deployments.client("sns").create_topic(Name=name)["TopicArn"]
    key_policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    definitions = {
        "Bucket": resource("AWS::S3::Bucket", BucketName=name),
        "Policy": resource("AWS::S3::BucketPolicy", Bucket=name, PolicyDocument=document),
        "Key": resource("AWS::KMS::Key", KeyPolicy=key_policy),
        "Alias": resource("AWS::KMS::Alias", AliasName=f"alias/{name}", TargetKeyId=key),
        "Group": resource("AWS::Logs::LogGroup", LogGroupName=name),
        "Topic": resource("AWS::SNS::Topic", TopicName=name),
    }
    identifiers = {
        "Bucket": {"BucketName": name},
        "Policy": {"Bucket": name},
        "Key": {"KeyId": key},
        "Alias": {"AliasName": f"alias/{name}"},
        "Group": {"LogGroupName": name},
        "Topic": {"TopicArn": topic},
    }
    kept = {logical_id: {**each, "DeletionPolicy": "Retain"} for logical_id, each in definitions.items()}
    return Existing(kept, identifiers)


def change_set(deployments: Deployments, stack: str, resources: dict[str, Any], **more: Any) -> Any:
    """Make a change set; give its description."""
    client, name = deployments.cloudformation, f"c-{uuid.uuid4().hex[:8]}"
    made = client.create_change_set(
        StackName=stack,
        ChangeSetName=name,
        TemplateBody=json.dumps({"Resources": resources}),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        **more,
    )
    return client.describe_change_set(ChangeSetName=made["Id"])


def take_over(deployments: Deployments, existing: Existing) -> Any:
    """Import everything into a new stack."""
    stack = f"taken-{uuid.uuid4().hex[:8]}"
    described = change_set(
        deployments,
        stack,
        existing.definitions,
        ChangeSetType="IMPORT",
        ResourcesToImport=existing.to_import(),
    )
    assert described["ExecutionStatus"] == "AVAILABLE", described.get("StatusReason")
    assert {each["ResourceChange"]["Action"] for each in described["Changes"]} == {"Import"}
    deployments.cloudformation.execute_change_set(ChangeSetName=described["ChangeSetId"])
    return deployments.wait(stack)


def test_a_stack_takes_over_what_exists(deployments: Deployments, existing: Existing) -> None:
    """The stack owns them, finds no drift, refers to them, and gives them up again."""
    made = take_over(deployments, existing)
    assert made.status == "IMPORT_COMPLETE", made.failures
    identities = {name: list(identifier.values())[-1] for name, identifier in existing.identifiers.items()}
    assert made.physical_ids == identities
    assert set(deployments.drift(made.name).values()) == {"IN_SYNC"}
    resources = {
        **existing.definitions,
        "Second": resource(
            "AWS::KMS::Alias",
            AliasName=f"alias/second-{uuid.uuid4().hex[:8]}",
            TargetKeyId={"Fn::GetAtt": ["Key", "Arn"]},
        ),
    }
    changed = deployments.update(made.name, resources)
    assert changed.status == "UPDATE_COMPLETE", changed.failures
    assert deployments.delete(made.name) == "DELETE_COMPLETE"
    deployments.client("s3").head_bucket(Bucket=identities["Bucket"])


@pytest.mark.parametrize("logical_id", ["Bucket", "Policy", "Key", "Alias", "Group", "Topic"])
def test_what_is_not_there(deployments: Deployments, existing: Existing, logical_id: str) -> None:
    """An identifier that names nothing fails the change set."""
    key, value = next(iter(existing.identifiers[logical_id].items()))
    wrong = str(uuid.uuid4()) if logical_id == "Key" else f"{value}-2"
    definition = json.loads(json.dumps(existing.definitions[logical_id]).replace(value, wrong))
    described = change_set(
        deployments,
        f"taken-{uuid.uuid4().hex[:8]}",
        {logical_id: definition},
        ChangeSetType="IMPORT",
        ResourcesToImport=[
            {
                "LogicalResourceId": logical_id,
                "ResourceType": definition["Type"],
                "ResourceIdentifier": {key: wrong},
            }
        ],
    )
    assert (described["Status"], described["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")


def test_what_a_stack_has_already(deployments: Deployments, existing: Existing) -> None:
    """A resource belongs to one stack."""
    owner = take_over(deployments, existing)
    described = change_set(
        deployments,
        f"taken-{uuid.uuid4().hex[:8]}",
        {"Bucket": existing.definitions["Bucket"]},
        ChangeSetType="IMPORT",
        ResourcesToImport=existing.to_import("Bucket"),
    )
    assert described["Status"] == "FAILED"
    assert (
        f"already exists in stack arn:aws:cloudformation:{HOME}:{MANAGEMENT}:stack/{owner.name}/"
        in (described["StatusReason"])
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"DeletionPolicy": None}, "must have DeletionPolicy attribute specified in the template"),
        (
            {"Properties": {"BucketName": "another"}},
            r"The Identifier \[BucketName\] for resource \[Bucket\] does not match",
        ),
        (
            {"Type": "AWS::SNS::Topic"},
            r"Resource type of \[Bucket\] passed in ResourceToImport does not",
        ),
    ],
    ids=["without a deletion policy", "another name", "another type"],
)
def test_a_template_that_does_not_fit(
    deployments: Deployments, existing: Existing, change: dict[str, Any], complaint: str
) -> None:
    """The template must keep the resource, and agree with the identifier and the type."""
    definition = {**existing.definitions["Bucket"], **change}
    kept = {name: value for name, value in definition.items() if value is not None}
    with pytest.raises(ClientError, match=complaint):
        change_set(
            deployments,
            f"taken-{uuid.uuid4().hex[:8]}",
            {"Bucket": kept},
            ChangeSetType="IMPORT",
            ResourcesToImport=existing.to_import("Bucket"),
        )


def _entry(logical_id: str, resource_type: str, **identifier: str) -> dict[str, Any]:
    return {"LogicalResourceId": logical_id, "ResourceType": resource_type, "ResourceIdentifier": identifier}


@pytest.mark.parametrize("resource_type", REFUSED)
def test_a_type_that_aws_does_not_import(deployments: Deployments, resource_type: str) -> None:
    """CloudFormation names the type; the CDK CLI learns of no identifier for it."""
    definition = {**resource(resource_type, Any="thing"), "DeletionPolicy": "Retain"}
    with pytest.raises(ClientError) as refusal:
        change_set(
            deployments,
            "taken-it",
            {"It": definition},
            ChangeSetType="IMPORT",
            ResourcesToImport=[_entry("It", resource_type, Id="any")],
        )
    assert refusal.value.response["Error"] == {
        "Code": "ValidationError",
        "Message": f"ResourceTypes [{resource_type}] are not supported for Import",
        "Type": "Sender",
    }
    body = json.dumps({"Resources": {"It": definition}})
    summary = deployments.cloudformation.get_template_summary(TemplateBody=body)
    assert not summary.get("ResourceIdentifierSummaries")


@pytest.mark.parametrize(
    "imported", [each for each in TYPES if each.identifier], ids=lambda each: str(each.name)
)
def test_a_resource_of_each_type_must_be_there(deployments: Deployments, imported: ResourceType) -> None:
    """The change set fails with a reason, and the identifier is the one that the registry names."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", imported.name).schema
    assert [f"/properties/{name}" for name in imported.identifier] == schema["primaryIdentifier"]
    definition = {**resource(imported.name), "DeletionPolicy": "Retain"}
    described = change_set(
        deployments,
        f"taken-{uuid.uuid4().hex[:8]}",
        {"It": definition},
        ChangeSetType="IMPORT",
        ResourcesToImport=[_entry("It", imported.name, **dict.fromkeys(imported.identifier, "none-such"))],
    )
    assert (described["Status"], described["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")


def test_what_a_stack_has_already_by_two_properties(deployments: Deployments) -> None:
    """A group, whose physical id has two parts, belongs to one stack, too."""
    [instance] = deployments.client("sso-admin").list_instances()["Instances"]
    store = instance["IdentityStoreId"]
    definition = {
        **resource("AWS::IdentityStore::Group", IdentityStoreId=store, DisplayName=uuid.uuid4().hex),
        "DeletionPolicy": "Retain",
    }
    owner = deployments.create({"Group": definition})
    group = owner.physical_ids["Group"].partition("|")[0]
    entry = _entry("Group", definition["Type"], GroupId=group, IdentityStoreId=store)
    described = change_set(
        deployments,
        f"taken-{uuid.uuid4().hex[:8]}",
        {"Group": definition},
        ChangeSetType="IMPORT",
        ResourcesToImport=[entry],
    )
    assert f":stack/{owner.name}/" in described["StatusReason"]


def test_what_goes_before_it_is_imported(deployments: Deployments) -> None:
    """An import whose resource is deleted after its change set was made fails, and leaves no stack behind."""
    workgroup, athena = f"gone-{uuid.uuid4().hex[:8]}", deployments.client("athena")
    athena.create_work_group(Name=workgroup)
    definition = {**resource("AWS::Athena::WorkGroup", Name=workgroup), "DeletionPolicy": "Retain"}
    described = change_set(
        deployments,
        workgroup,
        {"Group": definition},
        ChangeSetType="IMPORT",
        ResourcesToImport=[_entry("Group", definition["Type"], Name=workgroup)],
    )
    assert described["ExecutionStatus"] == "AVAILABLE", described
    athena.delete_work_group(WorkGroup=workgroup)
    deployments.cloudformation.execute_change_set(ChangeSetName=described["ChangeSetId"])
    ended = deployments.wait(workgroup)
    assert ended.status != "IMPORT_COMPLETE"
    assert "was not found" in ended.failures["Group"]


def test_existing_resources_of_an_update(deployments: Deployments, existing: Existing) -> None:
    """A change set with ImportExistingResources takes over what has its name, and makes the rest."""
    stack = f"taken-{uuid.uuid4().hex[:8]}"
    resources = {
        "Bucket": existing.definitions["Bucket"],
        "Group": existing.definitions["Group"],
        "New": resource("AWS::SNS::Topic"),
    }
    described = change_set(
        deployments, stack, resources, ChangeSetType="CREATE", ImportExistingResources=True
    )
    actions = {
        each["ResourceChange"]["LogicalResourceId"]: each["ResourceChange"]["Action"]
        for each in described["Changes"]
    }
    assert actions == {"Bucket": "Import", "Group": "Import", "New": "Add"}
    deployments.cloudformation.execute_change_set(ChangeSetName=described["ChangeSetId"])
    made = deployments.wait(stack)
    assert made.status == "CREATE_COMPLETE", made.failures
    assert made.physical_ids["Bucket"] == existing.identifiers["Bucket"]["BucketName"]


def test_by_what_a_template_is_imported(deployments: Deployments, existing: Existing) -> None:
    """A template's summary names the identifiers, which the CDK CLI asks for."""
    body = json.dumps({"Resources": existing.definitions})
    summary = deployments.cloudformation.get_template_summary(TemplateBody=body)
    told = {
        each["ResourceType"]: each["ResourceIdentifiers"] for each in summary["ResourceIdentifierSummaries"]
    }
    assert told == {
        existing.definitions[name]["Type"]: [",".join(identifier)]
        for name, identifier in existing.identifiers.items()
    }


@pytest.mark.parametrize("command", ["import", "deploy"])
def test_the_cdk_takes_over(
    deployments: Deployments, existing: Existing, tmp_path: Path, command: str
) -> None:
    """`cdk import` with a mapping, and `cdk deploy --import-existing-resources`, take over."""
    chosen = ("Bucket", "Key", "Alias") if command == "import" else ("Bucket", "Alias")
    stack, output = f"taken-{uuid.uuid4().hex[:8]}", tmp_path / "cdk.out"
    output.mkdir()
    artifact = {
        "type": "aws:cloudformation:stack",
        "environment": f"aws://{MANAGEMENT}/{HOME}",
        "properties": {"templateFile": "t.json"},
    }
    (output / "manifest.json").write_text(json.dumps({"version": "36.0.0", "artifacts": {stack: artifact}}))
    (output / "t.json").write_text(
        json.dumps({"Resources": {name: existing.definitions[name] for name in chosen}})
    )
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({name: existing.identifiers[name] for name in chosen}))
    options = {
        "import": ("--resource-mapping", str(mapping)),
        "deploy": ("--import-existing-resources", "--require-approval", "never"),
    }
    done = subprocess.run(
        [
            NODE,
            PROJECT / "node_modules" / ".bin" / "cdk",
            command,
            stack,
            *options[command],
            "--app",
            str(output),
        ],
        env=deployments.aws.environment(MANAGEMENT, HOME),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = deployments.wait(stack)
    assert made.physical_ids == {name: next(iter(existing.identifiers[name].values())) for name in chosen}
