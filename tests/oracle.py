"""What policy documents mean, said a second time and as plainly as possible.

It reads the JSON that AWS would get and shares no code with the package. It knows only the language that
compiled guardrails use, and fails loudly on anything else. Slow and obvious on purpose.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

SOMEBODY = "arn:aws:iam::444444444441:role/somebody"


@dataclass(frozen=True)
class Request:
    """Who does what, where, to what."""

    action: str
    region: str = "eu-central-1"
    principal: str = SOMEBODY
    resource: str = "*"
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def value_of(self, key: str) -> Sequence[str]:
        """Return the values of a key, in whatever letters; none where the request lacks it."""
        known = {"aws:PrincipalArn": [self.principal], "aws:RequestedRegion": [self.region]}
        found = {name.lower(): values for name, values in {**self.context, **known}.items()}
        return found.get(key.lower(), [])


@cache
def like(pattern: str, text: str) -> bool:
    """Match with * for any text and ? for one character."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return like(pattern[1:], text) or (bool(text) and like(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and like(pattern[1:], text[1:])


def arn_like(pattern: str, arn: str) -> bool:
    """Match the six segments of an ARN one by one."""
    left, right = pattern.split(":", 5), arn.split(":", 5)
    return len(left) == len(right) and all(like(one, other) for one, other in zip(left, right, strict=True))


@cache
def resource_like(pattern: str, arn: str, colons: int = 0) -> bool:
    """Match a resource: a * at a segment's end crosses colons, other wildcards only in the sixth segment."""
    if not pattern:
        return not arn
    wildcard, rest = pattern[0], pattern[1:]
    crosses = colons >= 5 or (wildcard == "*" and rest[:1] in ("", ":"))
    taken = bool(arn) and (crosses or arn[0] != ":")
    if wildcard == "*":
        return resource_like(rest, arn, colons) or (taken and resource_like(pattern, arn[1:], colons))
    if wildcard == "?":
        return taken and resource_like(rest, arn[1:], colons)
    return arn[:1] == wildcard and resource_like(rest, arn[1:], colons + (wildcard == ":"))


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _texts(value: Any) -> list[str]:
    """Write values as AWS reads them: JSON's true is the text "true"."""
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in _many(value)]


def _same(text: str, value: str) -> bool:
    return text == value


def _true(wanted: str, value: str) -> bool:
    return wanted.lower() == value.lower()


def _less(limit: str, value: str) -> bool:
    return float(value) < float(limit)


def _more(limit: str, value: str) -> bool:
    return float(value) > float(limit)


def _not_less(limit: str, value: str) -> bool:
    return float(value) >= float(limit)


def _within(block: str, address: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(block)


def _not_before(wanted: str, given: str) -> bool:
    return dt.datetime.fromisoformat(given) >= dt.datetime.fromisoformat(wanted)


_FITS: Mapping[str, tuple[Callable[[str, str], bool], bool]] = {
    "arnlike": (arn_like, False),
    "arnnotlike": (arn_like, True),
    "bool": (_true, False),
    "dategreaterthanequals": (_not_before, False),
    "notipaddress": (_within, True),
    "numericgreaterthan": (_more, False),
    "numericgreaterthanequals": (_not_less, False),
    "numericlessthan": (_less, False),
    "stringequals": (_same, False),
    "stringlike": (like, False),
    "stringnotequals": (_same, True),
    "stringnotlike": (like, True),
}
"""How a value of the policy fits one of the request, and whether the operator says not; in lower case."""


def _holds(operator: str, key: str, wanted: list[str], request: Request) -> bool:
    given = request.value_of(key)
    if operator == "Null":
        return (not given) == (wanted == ["true"])
    quantifier, _, rest = operator.lower().rpartition(":")
    if not quantifier and rest.endswith("ifexists") and not given:
        return True
    fits, negated = _FITS[rest.removesuffix("ifexists")]
    fitting = [any(fits(one, value) for one in wanted) for value in given]
    if quantifier == "foranyvalue":
        return any(fit != negated for fit in fitting)
    if quantifier == "forallvalues":
        return all(fit != negated for fit in fitting)
    return not any(fitting) if negated else any(fitting)


def applies(statement: Mapping[str, Any], request: Request) -> bool:
    """Tell whether a statement speaks of a request."""
    if "Action" in statement:
        acts = any(like(one.lower(), request.action.lower()) for one in _many(statement["Action"]))
    else:
        acts = not any(like(one.lower(), request.action.lower()) for one in _many(statement["NotAction"]))
    if "Resource" in statement:
        about = any(like(one, request.resource) for one in _many(statement["Resource"]))
    else:
        about = not any(like(one, request.resource) for one in _many(statement["NotResource"]))
    return (
        acts
        and about
        and all(
            _holds(operator, key, _texts(wanted), request)
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


Documents = Mapping[str, Sequence[Mapping[str, Any]]]
"""The documents attached to every node, by path."""


def denied(documents: Documents, path: str, request: Request) -> bool:
    """Tell whether what stands between the root and a path denies a request; one call can't be denied."""
    if request.action in ("sts:GetCallerIdentity", "sts:GetSessionToken"):
        return False
    for level in _levels(path):
        statements = [one for document in documents[level] for one in _many(document["Statement"])]
        applying = {one["Effect"] for one in statements if applies(one, request)}
        if applying != {"Allow"}:
            return True
    return False


def denied_at_resource(documents: Documents, path: str, request: Request) -> bool:
    """Tell whether resource control policies over a resource's account deny a request, whoever makes it."""
    return any(
        one["Effect"] == "Deny" and one["Principal"] == "*" and applies(one, request)
        for level in _levels(path)
        for document in documents[level]
        for one in _many(document["Statement"])
    )


def _levels(path: str) -> list[str]:
    names = path.split("/")
    return ["Root"] + (
        ["/".join(names[:count]) for count in range(1, len(names) + 1)] if path != "Root" else []
    )
