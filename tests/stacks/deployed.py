"""Deploy synthesized templates into the local AWS through CloudFormation's API, without the CDK CLI."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from botocore.exceptions import ClientError

from tests.stacks.helpers import HOME, MANAGEMENT

if TYPE_CHECKING:
    from emulator.client import LocalAws

SECONDS = 300.0
NAMED_ROLES = ["CAPABILITY_NAMED_IAM"]


@dataclass(frozen=True)
class Account:
    """The management account of the local AWS."""

    aws: LocalAws

    def client(self, service: str) -> Any:
        """Make a client of the home region."""
        return self.aws.client(service, MANAGEMENT, HOME)

    def deploy(self, name: str, template: dict[str, Any]) -> str:
        """Create a stack, or update it; return the status in which it rests."""
        cloudformation = self.client("cloudformation")
        listed = {stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]}
        operation = cloudformation.update_stack if name in listed else cloudformation.create_stack
        try:
            operation(StackName=name, TemplateURL=self._uploaded(template), Capabilities=NAMED_ROLES)
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
            if not stack["StackStatus"].endswith("_IN_PROGRESS"):
                return str(stack["StackStatus"])
            time.sleep(0.05)
        raise AssertionError("it took too long")

    def _uploaded(self, template: dict[str, Any]) -> str:
        """Put a template into a bucket, as the CLI does: a call itself takes 51,200 bytes."""
        bucket, key = f"templates-{MANAGEMENT}", uuid4().hex
        s3 = self.client("s3")
        if bucket not in {each["Name"] for each in s3.list_buckets()["Buckets"]}:
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": HOME})
        s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(template).encode())
        return f"https://s3.{HOME}.amazonaws.com/{bucket}/{key}"

    def failures(self, name: str) -> list[str]:
        """List what CloudFormation says of each resource that failed."""
        events = self.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
        return [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
            for event in events
            if event["ResourceStatus"].endswith("_FAILED")
        ]
