"""Statements that let AWS services act, and those services that don't say on whose behalf."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from guardrails.aws_facts.arns import service_principal
from guardrails.policy.language.patterns import matches
from guardrails.stacks.rules.engine.documents import bound_to
from guardrails.stacks.rules.engine.template import TemplateResource, items, strings, text

SOURCE_KEYS = ("aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths")
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
_REFERENCE = re.compile(r"\$\{[^}]*\}")


class Silent(NamedTuple):
    """A service that sends none of the source keys with some actions."""

    service: str
    """The principal, as a pattern."""
    actions: str
    """The actions, as a pattern."""
    instead: str
    """The condition key that says on whose behalf it acts; empty where there is none."""
    reason: str
    source: str


SILENT = (
    Silent(
        service_principal("cloudtrail"),
        "sts:assumerole",
        "",
        "With either condition in the trust policy, CloudTrail can't assume the role and the log group gets "
        "no more events (https://github.com/prowler-cloud/prowler/issues/4714). Nobody else's trail reaches "
        "the role: iam:PassRole works within one account only.",
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
        "cloudtrail-required-policy-for-cloudwatch-logs.html",
    ),
    Silent(
        "logs.*amazonaws.com",
        "kms:*",
        "kms:EncryptionContext:aws:logs:arn",
        "AWS's page binds the key by the log group's ARN in the encryption context, which names account and "
        "group.",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    ),
    Silent(
        service_principal("events"),
        "kms:*",
        "",
        "EventBridge sends none of them to KMS, and the topic gets no message. The topic's own policy says "
        "on whose behalf it publishes.",
        "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    ),
)
"""Reviewed against AWS's pages in November 2026."""


def statements(resource: TemplateResource) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every statement in a resource's properties, each with the path of its document.

    A document may also be text, as in the policies of CloudWatch Logs.
    """
    yield from _walk(resource.body.get("Properties"), "Properties")


def services(statement: Mapping[str, Any]) -> list[str]:
    """List the service principals that a statement allows something."""
    principal = statement.get("Principal")
    if statement.get("Effect") != "Allow" or not isinstance(principal, Mapping):
        return []
    return [text(name) for name in items(principal.get("Service"))]


def says_on_whose_behalf(statement: Mapping[str, Any], service: str) -> bool:
    """Return whether a statement binds a service to one account or organization, or need not."""
    if any(_names_owner(key, *bound_to(statement, key)) for key in SOURCE_KEYS):
        return True
    actions = [action.lower() for action in strings(statement.get("Action"))]
    return any(
        matches(silent.service, service)
        and actions != []
        and all(matches(silent.actions, action) for action in actions)
        and (not silent.instead or _names_owner("aws:SourceArn", *bound_to(statement, silent.instead)))
        for silent in SILENT
    )


def _names_owner(key: str, *values: str) -> bool:
    """Return whether values of a source key name an owner, rather than a pattern of owners."""
    return bool(values) and all(_names_one_owner(key, _REFERENCE.sub("x", value)) for value in values)


def _names_one_owner(key: str, value: str) -> bool:
    owner = value.split("/", maxsplit=1)[0] if key == "aws:SourceOrgPaths" else value
    if key == "aws:SourceArn" and value.startswith("arn:"):
        *_, account, resource = ("", *value.split(":", 5)[4:])
        owner = account or re.split(r"[:/]", resource)[0]  # a bucket's ARN has no account, but a unique name
    return owner != "" and not re.search(r"[*?]", owner)


def _walk(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        for statement in items(value.get("Statement")):
            if isinstance(statement, Mapping):
                yield path, statement
        for key, item in value.items():
            if key != "Statement":
                yield from _walk(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, f"{path}.{index}")
    elif isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            parsed = json.loads(value)
        except ValueError:
            return
        yield from _walk(parsed, path)
