"""Deploy templates through CloudFormation's API, as any client would, and ask the services what is there."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jmespath  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from emulator.client import LocalAws

MANAGEMENT, LOG_ARCHIVE, AUDIT, SHOP = "111111111111", "222222222222", "333333333333", "444444444444"
HOME = "eu-central-1"
SECONDS = 120.0


@dataclass(frozen=True)
class Asked:
    """A question to a service, and the answer that is expected at a JMESPath in it."""

    service: str
    operation: str
    arguments: dict[str, Any]
    path: str
    answer: Any
    region: str | None = None


@dataclass(frozen=True)
class Deployed:
    """A stack after an operation."""

    name: str
    status: str
    physical_ids: dict[str, str]
    failures: dict[str, str]
    outputs: dict[str, str]


class Deployments:
    """Stacks of one account and region."""

    def __init__(self, aws: LocalAws, account: str = MANAGEMENT, region: str = HOME) -> None:
        self.aws, self.account, self.region = aws, account, region
        self.cloudformation = self.client("cloudformation")

    def client(self, service: str, region: str | None = None) -> Any:
        """Give a client of the account's root user."""
        return self.aws.client(service, self.account, region or self.region)

    def create(self, resources: dict[str, Any], outputs: dict[str, Any] | None = None) -> Deployed:
        """Create a stack under a fresh name."""
        name = f"t-{uuid.uuid4().hex[:8]}"
        template = _template(resources, outputs)
        self.cloudformation.create_stack(
            StackName=name, TemplateBody=template, Capabilities=["CAPABILITY_NAMED_IAM"]
        )
        return self.wait(name)

    def update(self, name: str, resources: dict[str, Any]) -> Deployed:
        """Update a stack."""
        template = _template(resources, None)
        self.cloudformation.update_stack(
            StackName=name, TemplateBody=template, Capabilities=["CAPABILITY_NAMED_IAM"]
        )
        return self.wait(name)

    def delete(self, name: str) -> str:
        """Delete a stack; give its last status."""
        stack_id = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        self.cloudformation.delete_stack(StackName=name)
        return self.wait(stack_id).status

    def drift(self, name: str) -> dict[str, str]:
        """Detect drift; give each resource's status."""
        detection = self.cloudformation.detect_stack_drift(StackName=name)["StackDriftDetectionId"]
        status = self.cloudformation.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
        assert status["DetectionStatus"] == "DETECTION_COMPLETE", status
        drifts = self.cloudformation.describe_stack_resource_drifts(StackName=name)["StackResourceDrifts"]
        return {one["LogicalResourceId"]: one["StackResourceDriftStatus"] for one in drifts}

    def check(self, questions: tuple[Asked, ...], physical_id: str) -> None:
        """Ask every question, with `$id` standing for the physical id."""
        for asked in questions:
            arguments = _filled(asked.arguments, physical_id)
            answer = getattr(self.client(asked.service, asked.region), asked.operation)(**arguments)
            found = jmespath.search(_filled(asked.path, physical_id), answer)
            expected = _filled(asked.answer, physical_id)
            assert found == expected, f"{asked.service} {asked.operation} {asked.path}"

    def wait(self, name: str) -> Deployed:
        """Wait until a stack rests."""
        stack = self._until(lambda: self._resting(name))
        events = self.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        resources = self.cloudformation.describe_stack_resources(StackName=name)["StackResources"]
        return Deployed(
            name=stack["StackName"],
            status=stack["StackStatus"],
            physical_ids={one["LogicalResourceId"]: one.get("PhysicalResourceId", "") for one in resources},
            failures={
                event["LogicalResourceId"]: event.get("ResourceStatusReason", "")
                for event in events
                if event["ResourceStatus"].endswith("_FAILED")
            },
            outputs={one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])},
        )

    def _resting(self, name: str) -> Any:
        stack = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        return None if stack["StackStatus"].endswith("_IN_PROGRESS") else stack

    @staticmethod
    def _until(condition: Any) -> Any:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError("it took too long")


def _template(resources: dict[str, Any], outputs: dict[str, Any] | None) -> str:
    return json.dumps({"Resources": resources, **({"Outputs": outputs} if outputs else {})})


def _filled(value: Any, physical_id: str) -> Any:
    if isinstance(value, str):
        return value.replace("$id", physical_id)
    if isinstance(value, dict):
        return {name: _filled(member, physical_id) for name, member in value.items()}
    if isinstance(value, list):
        return [_filled(member, physical_id) for member in value]
    return value
