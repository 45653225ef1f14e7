"""Every resource of the example that AWS imports can leave its stack and come back as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.resources import TYPES
from guardrails.adopt.import_template import import_template
from guardrails.adopt.imports import StackImport, assembly_import
from guardrails.adopt.matching.match import ImportMatch
from guardrails.baseline.bootstrap import role_arn
from guardrails.live.capture import CaptureRequest, capture_live
from tests.e2e.conftest import Story, deployed

pytestmark = pytest.mark.e2e
IMPORTED = {resource_type.name: resource_type for resource_type in TYPES if resource_type.identifier}
TEMPLATE_BODY = 51_200
CAPABILITIES = ["CAPABILITY_NAMED_IAM"]
NOT_IMPORTED = {"AWS::Budgets::Budget", "AWS::Glue::Table", "AWS::SNS::TopicPolicy"}


@dataclass(frozen=True)
class StackOfStory:
    """A stack of the example, by the eyes of the role that deploys it."""

    name: str
    template: dict[str, Any]
    client: Any
    execution_role: str
    upload: Callable[[str], str]
    """Puts a template into the bucket of the bootstrap, as the CLI does with large ones; returns its URL."""

    @property
    def physical_ids(self) -> dict[str, str]:
        """The physical ids by logical id."""
        pages = self.client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
        }

    def forget(self, kept: Collection[str]) -> None:
        """Delete the stack, but for some of its resources, which stay as they are."""
        resources = {
            logical_id: {**resource, "DeletionPolicy": "Retain" if logical_id in kept else "Delete"}
            for logical_id, resource in self.template["Resources"].items()
        }
        self._update({**self.template, "Resources": resources})
        self.client.delete_stack(StackName=self.name)
        self._wait("stack_delete_complete")

    def take_over(
        self, identifiers: Mapping[str, Mapping[str, str]], matches: Mapping[str, ImportMatch]
    ) -> None:
        """Import resources as CDK's CLI does, with the properties that `import-map` gives some of them."""
        template = import_template(self.template, identifiers.keys())
        resources = template["Resources"]
        for logical_id, resource in resources.items():
            resource.setdefault("DeletionPolicy", "Retain")
            if logical_id in matches and matches[logical_id].properties is not None:
                resource["Properties"] = matches[logical_id].properties
        change_set = self.client.create_change_set(
            StackName=self.name,
            ChangeSetName="import",
            ChangeSetType="IMPORT",
            **self._sent(template),
            Capabilities=CAPABILITIES,
            RoleARN=self.execution_role,
            ResourcesToImport=[
                {
                    "LogicalResourceId": logical_id,
                    "ResourceType": resource["Type"],
                    "ResourceIdentifier": identifiers[logical_id],
                }
                for logical_id, resource in resources.items()
            ],
        )["Id"]
        described = self.client.describe_change_set(ChangeSetName=change_set)
        assert described["ExecutionStatus"] == "AVAILABLE", described["StatusReason"]
        self.client.execute_change_set(ChangeSetName=change_set)
        self._wait("stack_import_complete")

    def deploy(self) -> None:
        """Deploy the template as it was synthesized, where the import left anything to do."""
        try:
            self._update(self.template)
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise

    def _sent(self, template: Mapping[str, Any]) -> dict[str, str]:
        text = json.dumps(template)
        if len(text) <= TEMPLATE_BODY:
            return {"TemplateBody": text}
        return {"TemplateURL": self.upload(text)}

    def _update(self, template: Mapping[str, Any]) -> None:
        self.client.update_stack(
            StackName=self.name,
            **self._sent(template),
            Capabilities=CAPABILITIES,
            RoleARN=self.execution_role,
        )
        self._wait("stack_update_complete")

    def _wait(self, waiter: str) -> None:
        self.client.get_waiter(waiter).wait(StackName=self.name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})

    def drift(self) -> set[str]:
        """Detect drift; return the statuses of all resources."""
        self.client.detect_stack_drift(StackName=self.name)
        drifts = self.client.describe_stack_resource_drifts(StackName=self.name)["StackResourceDrifts"]
        return {resource["StackResourceDriftStatus"] for resource in drifts}


def _identifier(resource: Mapping[str, Any], physical_id: str) -> dict[str, str]:
    names = IMPORTED[resource["Type"]].identifier
    if resource["Type"] == "AWS::Logs::MetricFilter":
        return {"LogGroupName": resource["Properties"]["LogGroupName"], "FilterName": physical_id}
    return dict(zip(names, physical_id.split("|"), strict=True))


def _stack(story: Story, name: str) -> StackOfStory:
    account, region = story.account(name), story.baseline.organization.home_region
    qualifier = story.baseline.organization.qualifier
    deploy = role_arn("deploy", qualifier, account, region)
    management = story.baseline.tree.management_account.id
    credentials = story.aws.assume_role(deploy, caller=management, region=region)
    client = story.aws.client("cloudformation", account, region, credentials)
    template = json.loads(story.template(name))
    bucket = f"cdk-{qualifier}-assets-{account}-{region}"

    def upload(text: str) -> str:
        story.aws.client("s3", account, region).put_object(Bucket=bucket, Key=f"{name}.json", Body=text)
        return f"https://s3.{region}.amazonaws.com/{bucket}/{name}.json"

    return StackOfStory(name, template, client, role_arn("cfn-exec", qualifier, account, region), upload)


PRODUCT = {
    "AWS::CloudTrail::Trail",
    "AWS::IdentityStore::Group",
    "AWS::Organizations::Policy",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SSO::Assignment",
    "AWS::SSO::InstanceAccessControlAttributeConfiguration",
    "AWS::SSO::PermissionSet",
}
"""The types that `import-map` recognises in AWS."""


@pytest.fixture(scope="module")
def imports(story: Story) -> Mapping[str, StackImport]:
    """Map the deployed example as `import-map` does."""
    management, region = story.baseline.tree.management_account.id, story.baseline.organization.home_region
    with pytest.MonkeyPatch.context() as patch:
        for name, value in story.aws.environment(management, region).items():
            patch.setenv(name, value)
        capture = capture_live(CaptureRequest(region), lambda _: None)
    output = story.cdk.output
    found = assembly_import(capture, lambda name: (output / name).read_text(encoding="utf-8"), str(output))
    return {stack.stack: stack for stack in found.stacks}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Start with the example as it is deployed."""
    with deployed(tmp_path_factory.mktemp("imports")) as story:
        story.cdk.unprotect(story.baseline.tree.management_account.id, story.baseline.archive_account.id)
        yield story


def test_what_aws_imports(story: Story) -> None:
    """Each type that the example deploys is imported here, or named as one that AWS refuses."""
    types = {
        resource["Type"]
        for stack in story.stacks
        for resource in json.loads(story.template(stack))["Resources"].values()
    }
    assert types - IMPORTED.keys() == NOT_IMPORTED


@pytest.mark.parametrize(
    "name",
    [
        "guardrails-policies",
        "guardrails-access",
        "guardrails-budgets",
        "guardrails-alerts",
        "guardrails-accounts",
        "guardrails-trail",
        "guardrails-trail-search",
        "guardrails-trail-archive",
    ],
)
def test_a_stack_takes_its_resources_over_again(
    story: Story, imports: Mapping[str, StackImport], name: str
) -> None:
    """What AWS imports keeps its identity, has no drift, and isn't replaced by the next deployment."""
    stack = _stack(story, name)
    before, resources = stack.physical_ids, stack.template["Resources"]
    imported = {logical_id for logical_id, resource in resources.items() if resource["Type"] in IMPORTED}
    identifiers = {
        logical_id: _identifier(resources[logical_id], before[logical_id]) for logical_id in imported
    }
    known = {
        logical_id
        for logical_id in imported
        if resources[logical_id]["Type"] in PRODUCT
        # Nobody confirms a subscription by HTTPS here, and until then it has no ARN.
        and resources[logical_id].get("Properties", {}).get("Protocol") != "https"
    }
    assert imports[name].mapping == {logical_id: identifiers[logical_id] for logical_id in known}
    stack.forget(imported)
    stack.take_over(identifiers, imports[name].matches)
    assert stack.drift() == {"IN_SYNC"}
    stack.deploy()
    after = stack.physical_ids
    assert {logical_id: after[logical_id] for logical_id in imported} == {
        logical_id: before[logical_id] for logical_id in imported
    }
    assert after.keys() == before.keys()
    assert stack.drift() == {"IN_SYNC"}
