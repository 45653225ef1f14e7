"""Read what CloudFormation believes of a stack: its template, and which physical ids it made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guardrails.live.aws import Aws
from guardrails.live.refusals import AwsError

ACTIONS = ("cloudformation:GetTemplate", "cloudformation:ListStackResources")


@dataclass(frozen=True)
class LiveStack:
    """A deployed stack.

    Attributes:
        template: The template as it was deployed last.
        physical_ids: The ids of the resources that CloudFormation made, by logical id.
    """

    template: Mapping[str, Any]
    physical_ids: Mapping[str, str]


def read_stack(aws: Aws, name: str) -> LiveStack | None:
    """Read a stack; None where there is none.

    Raises:
        AwsError: A call is refused.
    """
    try:
        template = aws.call("cloudformation:GetTemplate", StackName=name)["TemplateBody"]
        resources = list(
            aws.pages("cloudformation:ListStackResources", "StackResourceSummaries", StackName=name)
        )
    except AwsError as error:
        if error.code == "ValidationError" and "does not exist" in error.sentence:
            return None
        raise
    ids = {resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "") for resource in resources}
    return LiveStack(template if isinstance(template, dict) else {}, ids)
