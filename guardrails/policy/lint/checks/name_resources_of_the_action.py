"""Name ARNs of the action's own resources."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import resource_arns, supports_resources
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, shapes
from guardrails.policy.lint.engine.catalogue import covered, has_wildcard


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a Deny by ARN where none of the ARNs can be one of the action's resources."""
    for statement in policy.denying:
        arn_shapes = [shapes.pattern(resource.pattern) for resource in statement.resources]
        if not arn_shapes or any(resource.pattern == "*" for resource in statement.resources):
            continue
        for action in statement.actions:
            names = covered(action.pattern)
            if not any(supports_resources(name) for name in names) or any(
                _meets(name, arn_shapes) for name in names
            ):
                continue
            subject = f"all that {action.text} covers" if has_wildcard(action.text) else names[0]
            expected = " or ".join(resource_arns(next(filter(supports_resources, names)))[:2])
            yield LintFinding.at(
                action, f"none of these ARNs is of a resource of {subject}", f"its resources are {expected}"
            )


def _meets(action: str, arn_shapes: list[shapes.Shape]) -> bool:
    if not supports_resources(action):
        return False
    return any(_can_be(arn_shape, arn) for arn in resource_arns(action) for arn_shape in arn_shapes)


def _can_be(arn_shape: shapes.Shape, arn: str) -> bool:
    """Return whether a shape can be an ARN, in either reading of a `*` beside a colon."""
    possible, plain = shapes.arn_of(arn), shapes.arn_of(arn, plain_names=True)
    if possible is None or plain is None:
        return True
    return shapes.arn_overlap(arn_shape, possible) or shapes.overlap(arn_shape, plain)


RULE = LintRule(
    id="GR-RES-003",
    title="Name ARNs of the action's own resources",
    why="A Deny whose ARNs are of another type than the action's resources never matches: the "
    "statement reads as a protection and is none.",
    fix="Name the ARN of the resource that the action acts on.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    severity="warning",
    check=check,
)
