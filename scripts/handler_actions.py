"""Pin which IAM actions the handlers of CloudFormation's resource types call, as AWS's schemas name them.

`make generate` writes guardrails/aws_facts/handlers.json from the schemas that cfn-lint ships, so that an
update of cfn-lint changes the execution policies only in a commit of its own.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from guardrails import aws_facts

PINNED = Path(__file__).resolve().parent.parent / "guardrails" / "aws_facts" / "handlers.json"
HANDLERS = ("create", "read", "update", "delete", "list")
TYPES = (
    *("AWS::Athena::NamedQuery", "AWS::Athena::WorkGroup", "AWS::Budgets::Budget"),
    *("AWS::CloudFormation::StackSet", "AWS::CloudTrail::Trail"),
    *("AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::Glue::Database", "AWS::Glue::Table"),
    *("AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::IdentityStore::Group"),
    *("AWS::KMS::Alias", "AWS::KMS::Key", "AWS::Logs::LogGroup", "AWS::Logs::MetricFilter"),
    *("AWS::Organizations::Policy", "AWS::S3::Bucket", "AWS::S3::BucketPolicy"),
    *("AWS::SNS::Subscription", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy"),
    *("AWS::SSO::Assignment", "AWS::SSO::InstanceAccessControlAttributeConfiguration"),
    "AWS::SSO::PermissionSet",
)
"""What the stacks are made of; a test fails when a template has another type."""


def main() -> int:
    """Write the file; return 0."""
    PINNED.write_text(render(), encoding="utf-8")
    return 0


def render() -> str:
    """Render the file: a line a resource type."""
    pinned: dict[str, Any] = {"source": f"cfn-lint {version('cfn-lint')}, us-east-1"}
    pinned |= {each: sorted(_actions(each)) for each in TYPES}
    lines = (f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in pinned.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _actions(resource_type: str) -> set[str]:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    named = {
        _canonical(action)
        for handler in HANDLERS
        for action in schema["handlers"].get(handler, {}).get("permissions", [])
    }
    return {action for action in named if aws_facts.is_action(action)}


def _canonical(action: str) -> str:
    service, _, name = action.partition(":")
    return f"{service.lower()}:{name}"


if __name__ == "__main__":
    sys.exit(main())
