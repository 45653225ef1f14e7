"""Deny by a key only where every required resource carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from guardrails.aws_facts import arns_of_type, has_shape, keys_of_required
from guardrails.policy.lint.engine import LintedPolicy, LintedStatement, LintFinding, LintRule, shapes
from guardrails.policy.lint.engine.catalogue import covered

_VARIABLE = re.compile(r"\$\{[^}]*\}")


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find tests that a required resource passes because it never carries the key."""
    for statement in policy.denying:
        for test in statement.tests:
            if not test.true_when_missing or statement.needs_key(test.key):
                continue
            for action in _named(statement):
                carried = keys_of_required(action)
                carriers = [kind for kind, keys in carried.items() if has_shape(test.key, keys)]
                if lacking := _lacking(statement, action, carried, carriers):
                    problem = (
                        f"{action} also needs {_a(lacking)}, which carries no {test.key}: it is denied always"
                    )
                    yield LintFinding(test.path, problem, _remedy(action, carriers), on_key=True)
                    break


def _named(statement: LintedStatement) -> Iterator[str]:
    for action in statement.actions:
        if action.text != "*" and not action.placeholders:
            yield from covered(action.text)


def _lacking(
    statement: LintedStatement, action: str, carried: Mapping[str, object], carriers: list[str]
) -> str | None:
    """Return a required type that the statement covers and that lacks a key which another one carries."""
    return next(
        (kind for kind in carried if carriers and kind not in carriers and _covers(statement, action, kind)),
        None,
    )


def _covers(statement: LintedStatement, action: str, kind: str) -> bool:
    described = (shapes.arn_of(shape, plain_names=True) for shape in arns_of_type(action, kind))
    arns = [arn for arn in described if arn is not None]
    return any(
        resource.text == "*" or shapes.overlap(shapes.pattern(resource.pattern), arn)
        for resource in statement.resources
        for arn in arns
    )


def _remedy(action: str, carriers: list[str]) -> str:
    shape = arns_of_type(action, carriers[0])[0].replace("${Partition}", "aws")
    return f'write "Resource": "{_VARIABLE.sub("*", shape)}"'


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind.replace('_', ' ')}"


RULE = LintRule(
    id="GR-CND-011",
    title="Deny by a key where every required resource carries it",
    why="AWS decides once for each resource of a call. ec2:RunInstances needs an image, a subnet and "
    "more, and only the instance carries ec2:InstanceType. On the others a negated test or Null is "
    "true, and one denied resource denies the call.",
    fix="Confine the statement to the resources that carry the key.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policies-for-amazon-ec2.html",
    severity="warning",
    check=check,
)
