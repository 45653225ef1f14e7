"""The ARNs that `aws:PrincipalArn` can have, and what a pattern makes of them.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
"""

from __future__ import annotations

from functools import cache

from guardrails.aws_facts.arns import ARN_PREFIX, iam_arn
from guardrails.policy.language.patterns import arn_matches, matches
from guardrails.policy.lint.engine import shapes
from guardrails.policy.lint.engine.operators import ConditionOperator

_ACCOUNT = (shapes.Piece(shapes.DIGITS),) * 12
_NAME = (shapes.Piece(), *shapes.anything())
# No policy spells these letters, so only a wildcard covers the names.
_EVERYONE = tuple(
    iam_arn(account, principal)
    for account in ("000000000000", "198765432109")
    for principal in ("root", "user/\u0394\u0394", "role/\u0394/\u0394\u0394\u0394", "role/\u0394")
)


@cache
def _possible() -> tuple[shapes.Shape, ...]:
    partition = (*shapes.literal(ARN_PREFIX.removesuffix(":")), *shapes.anything(":"))
    kinds = (
        (":iam::", ":root", ()),
        (":iam::", ":user/", _NAME),
        (":iam::", ":role/", _NAME),
        (":sts::", ":federated-user/", _NAME),
    )
    return tuple(
        (*partition, *shapes.literal(service), *_ACCOUNT, *shapes.literal(kind), *name)
        for service, kind, name in kinds
    )


def matches_nobody(value: str, operator: ConditionOperator) -> bool:
    """Return whether an operator matches a value with the ARN of no principal."""
    if value == "*" and operator.wildcards:
        return False
    compare = shapes.arn_overlap if operator.family == "Arn" else shapes.overlap
    written = value.lower() if operator.name.endswith("IgnoreCase") else value
    shape = shapes.pattern(written, wildcards=operator.wildcards)
    return not any(compare(shape, possible) for possible in _possible())


def matches_everyone(value: str, operator: ConditionOperator) -> bool:
    """Return whether a value covers the root users, users and roles of all accounts."""
    if not operator.wildcards or value == "*":
        return operator.wildcards
    covers = arn_matches if operator.family == "Arn" else matches
    return all(covers(value, arn) for arn in _EVERYONE)
