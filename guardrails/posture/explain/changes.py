"""Requests that differ from one in a single thing: the values that policies themselves tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from guardrails import aws_facts
from guardrails.aws_facts.arns import ARN_PREFIX
from guardrails.policy.language.conditions import Condition
from guardrails.policy.language.operators import network, number
from guardrails.policy.language.patterns import ARN_SEGMENTS, matches
from guardrails.policy.language.rules import Rule
from guardrails.policy.language.variables import literal_text
from guardrails.posture.explain.model import Kind
from guardrails.posture.explain.principal import Principal
from guardrails.posture.explain.request import ANY_RESOURCE, RESOURCE_ARN, UNNAMED, ExplainedRequest

ANOTHER = "another"
"""Stands for a value that no policy names."""
ABSENT = "absent"
"""Stands for a request without the key."""
_REGION, _PRINCIPAL = "aws:requestedregion", "aws:principalarn"
_FIXED = frozenset(
    {
        _REGION,
        _PRINCIPAL,
        "aws:currenttime",
        "aws:epochtime",
        "aws:principalaccount",
        "aws:principalisawsservice",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principaltype",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:userid",
    }
)
"""Keys that follow from who asks for what, where and when."""
_UNNAMED_ADDRESS = "192.0.2.1"
"""Of a block that is for documentation: https://www.rfc-editor.org/rfc/rfc5737."""


@dataclass(frozen=True)
class Variation:
    """One thing that is different."""

    kind: Kind
    key: str
    shown: str
    """The value, or the pattern that it was made of."""
    query: ExplainedRequest


def changes(query: ExplainedRequest, rules: Sequence[Rule]) -> Iterator[Variation]:
    """List the requests that the rules may tell from one."""
    conditions = tuple(condition for rule in rules for condition in rule.conditions)
    yield from _regions(query, conditions)
    yield from _principals(query, conditions)
    yield from other_keys(query, rules)
    yield from other_resources(query, rules)


def _regions(query: ExplainedRequest, conditions: Iterable[Condition]) -> Iterator[Variation]:
    stated_keys = {key.lower() for key in query.stated_context}
    fixed = aws_facts.signing_region(query.action.partition(":")[0]) or _REGION in stated_keys
    if fixed or not any(condition.key == _REGION for condition in conditions):
        return
    for region in sorted(aws_facts.all_regions() - {query.region}):
        yield Variation("region", "", region, replace(query, region=region))


def _principals(query: ExplainedRequest, conditions: Iterable[Condition]) -> Iterator[Variation]:
    """Try whom the policies exempt, as principals of this account."""
    patterns = sorted(
        {
            value
            for condition in conditions
            if condition.key == _PRINCIPAL and condition.operator and condition.operator.operator.negated
            for value in condition.values
            if value.startswith(f"{ARN_PREFIX}iam:")
            and value.count(":") >= ARN_SEGMENTS - 1
            and "${" not in value
        }
    )
    for pattern in patterns:
        head, owner, name = _split(pattern)
        if matches(owner, query.account.id) and not matches(pattern, query.principal.principal_arn):
            arn = f"{head}:{query.account.id}:{_plain(name)}"
            somebody = Principal(arn, arn)
            yield Variation(
                "principal", "", f"{head}:{query.account.id}:{name}", replace(query, principal=somebody)
            )


def _split(pattern: str) -> tuple[str, str, str]:
    segments = pattern.split(":", ARN_SEGMENTS - 1)
    return ":".join(segments[:4]), segments[4], segments[5]


def other_keys(query: ExplainedRequest, rules: Sequence[Rule]) -> Iterator[Variation]:
    """Try other values of the keys that requests of the action can carry."""
    spelled = {key.lower(): key for rule in rules for _, key, _ in rule.statement.conditions}
    spelled |= {key.lower(): key for key in (*aws_facts.GLOBAL_CONDITION_KEYS, *query.stated_context)}
    stated_keys = {key.lower() for key in query.stated_context}
    context = query.request(query.resources[0]).context
    tried: set[tuple[str, str]] = set()
    for condition in (tested for rule in rules for tested in rule.conditions):
        key = condition.key
        if key in _FIXED or not aws_facts.carries_key(query.action, key):
            continue
        now = context.get(key, ())
        without = [(ABSENT, ())] if key in stated_keys else []
        for shown, values in (*((shown, (value,)) for shown, value in _values(condition)), *without):
            if (key, shown) not in tried and now != values:
                tried.add((key, shown))
                yield Variation("context", spelled[key], shown, query.with_key(spelled[key], values))


def _values(condition: Condition) -> Iterator[tuple[str, str]]:
    """List values that fit a condition and values that don't, each as shown and as tried."""
    name = condition.operator.operator.name if condition.operator else ""
    if name == "Bool":
        yield from ((value, value) for value in ("true", "false"))
        return
    for value in condition.values if name != "Null" else ():
        if "${" in value:
            continue
        if name.startswith("Numeric"):
            yield from _around(value)
        elif name.endswith("IpAddress"):
            block = network(value)
            if block is not None:
                yield value, str(block[0])
        else:
            yield value, _plain(value) if name.endswith("Like") or name.startswith("Arn") else value
    yield ANOTHER, _UNNAMED_ADDRESS if name.endswith("IpAddress") else UNNAMED


def _around(value: str) -> Iterator[tuple[str, str]]:
    read = number(value)
    if read is not None:
        for near in (read - Decimal(1), read, read + Decimal(1)):
            yield str(near), str(near)


def other_resources(query: ExplainedRequest, rules: Sequence[Rule]) -> Iterator[Variation]:
    """Try the resources that policies name, and one that they don't."""
    if aws_facts.is_action(query.action) and not aws_facts.supports_resources(query.action):
        return
    context = query.request(query.resources[0]).context
    patterns = {resource.pattern(context) for rule in rules for resource in rule.resources}
    for pattern in sorted(
        candidate for candidate in patterns if candidate not in (None, ANY_RESOURCE, query.resource)
    ):
        if pattern is not None:
            yield Variation(
                "resource", "", literal_text(pattern), replace(query, resource=_resource(pattern, query))
            )
    if patterns and query.resource is not None:
        yield Variation("resource", "", ANOTHER, replace(query, resource=_other_resource(query.resource)))


def _other_resource(arn: str) -> str:
    """Return the ARN of a resource of the same kind, by a name that nobody gives."""
    head, owner, name = _split(arn)
    if head.startswith(f"{ARN_PREFIX}s3:"):
        name = f"{UNNAMED}/x" if "/" in name else UNNAMED
    else:
        mark = next((char for char in "/:" if char in name), "")
        name = f"{name.partition(mark)[0]}{mark}{UNNAMED}" if mark else UNNAMED
    return f"{head}:{owner}:{name}"


def _resource(pattern: str, query: ExplainedRequest) -> str:
    """Make an ARN of a pattern, of the asking account where the pattern leaves that open."""
    if not RESOURCE_ARN.fullmatch(pattern):
        return _plain(pattern)
    head, owner, name = _split(pattern)
    return f"{_plain(head)}:{query.account.id if owner == '*' else _plain(owner)}:{_plain(name)}"


def _plain(pattern: str) -> str:
    return literal_text(pattern.replace("*", "x").replace("?", "x"))
