"""Attach no more policies to a target than it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from guardrails.aws_facts import quota
from guardrails.stacks.rules.engine import Template, TemplateResource, TemplateRule, Violation, items, text

_WITH_ALLOW = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
"""Types of which every target has one that allows: FullAWSAccess where the template brings none."""


def check(template: Template) -> Iterator[Violation]:
    """Find the policies by which a target gets more of a type than its slots."""
    attached: dict[tuple[str, str], list[TemplateResource]] = defaultdict(list)
    for policy in template.of_type("AWS::Organizations::Policy"):
        for target in filter(None, map(text, items(policy.get("TargetIds")))):
            attached[str(policy.get("Type")), target].append(policy)
    for (kind, target), policies in attached.items():
        try:
            limit = quota(kind).max_attached_per_target
        except KeyError:
            continue
        free_slots = limit - (kind in _WITH_ALLOW and not any(map(_allows, policies)))
        for policy in policies[free_slots:]:
            problem = (
                f"{target} has {len(policies)} policies of the type; "
                f"{free_slots} of its {limit} slots are free"
            )
            yield Violation.at(policy, "TargetIds", problem)


def _allows(policy: TemplateResource) -> bool:
    statements = items(policy.get("Content", "Statement"))
    return any(isinstance(statement, dict) and statement.get("Effect") == "Allow" for statement in statements)


RULE = TemplateRule(
    id="GR-ORG-004",
    title="Attach no more policies to a target than it takes",
    why="A root, unit or account has few slots for each type, and AWS's own FullAWSAccess takes one of "
    "them; the deployment fails in the middle, with some guardrails attached.",
    fix="Merge policies that stand on the same target, or attach some higher up.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
    check=check,
)
