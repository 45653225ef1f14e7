"""Pin which IAM actions the handlers of CloudFormation's resource types call, as AWS's schemas name them.

`make generate` writes three files from the schemas that cfn-lint ships. The execution policies are derived
from guardrails/aws_facts/handlers.json. By emulator/execution/handlers.json the local AWS judges them, so
that it must not read the product's. In guardrails/aws_facts/create_only.json stand the properties whose
change replaces a resource. An update of cfn-lint changes them only in a commit of its own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from emulator.resources import TYPES as EMULATED
from guardrails import aws_facts

_REPOSITORY = Path(__file__).resolve().parent.parent
OF_PRODUCT = _REPOSITORY / "guardrails" / "aws_facts" / "handlers.json"
REPLACING = _REPOSITORY / "guardrails" / "aws_facts" / "create_only.json"
OF_EMULATOR = _REPOSITORY / "emulator" / "execution" / "handlers.json"
HANDLERS = ("create", "read", "update", "delete")
"""The handlers that a deployment calls."""
LISTING = "list"
"""The handler that CloudFormation calls to look for what it made; the local AWS never does."""
TYPES = (
    *("AWS::Athena::NamedQuery", "AWS::Athena::WorkGroup", "AWS::Budgets::Budget"),
    *("AWS::CE::AnomalyMonitor", "AWS::CE::AnomalySubscription"),
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
_READS = ("Get", "List")


def main() -> int:
    """Write the three files; return 0."""
    OF_PRODUCT.write_text(of_product(), encoding="utf-8")
    OF_EMULATOR.write_text(of_emulator(), encoding="utf-8")
    REPLACING.write_text(replacing(), encoding="utf-8")
    return 0


def of_product() -> str:
    """Render the file of the product: of each type of the stacks, what IAM knows of all its handlers."""
    pinned: dict[str, Any] = {"source": f"cfn-lint {version('cfn-lint')}, us-east-1"}
    for kind in TYPES:
        actions = handler_actions(kind, (*HANDLERS, LISTING))
        pinned[kind] = sorted(action for action in actions if aws_facts.is_action(action))
    lines = (f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in pinned.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def replacing() -> str:
    """Render the properties of each type whose change replaces a resource, as paths without the start.

    Source: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
    (createOnlyProperties, conditionalCreateOnlyProperties)
    """
    pinned: dict[str, Any] = {"source": f"cfn-lint {version('cfn-lint')}, us-east-1"}
    for kind in TYPES:
        schema = _schema(kind)
        paths = {*schema.get("createOnlyProperties", ()), *schema.get("conditionalCreateOnlyProperties", ())}
        pinned[kind] = sorted(path.removeprefix("/properties/") for path in paths)
    lines = (f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in pinned.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def of_emulator() -> str:
    """Render the file of the local AWS: the actions of each type's handlers and tags."""
    pinned = {
        kind.name: sorted(handler_actions(kind.name, HANDLERS) | tagging_actions(kind.name))
        for kind in EMULATED
    }
    return json.dumps(pinned, indent=1, sort_keys=True) + "\n"


def handler_actions(resource_type: str, handlers: Iterable[str]) -> frozenset[str]:
    """Return the actions that handlers of a type call, the services in lower case."""
    described = _schema(resource_type).get("handlers", {})
    return _canonical(
        action for name in handlers for action in described.get(name, {}).get("permissions", ())
    )


def tagging_actions(resource_type: str) -> frozenset[str]:
    """Return the actions that tag a resource of a type, the services in lower case."""
    named = _schema(resource_type).get("tagging", {}).get("permissions", ())
    return _canonical(action for action in named if not action.partition(":")[2].startswith(_READS))


@cache
def _schema(resource_type: str) -> dict[str, Any]:
    schema: dict[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    return schema


def _canonical(actions: Iterable[str]) -> frozenset[str]:
    return frozenset(
        f"{service.lower()}:{name}" for service, _, name in (text.partition(":") for text in actions)
    )


if __name__ == "__main__":
    sys.exit(main())
