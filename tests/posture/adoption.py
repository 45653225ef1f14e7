"""Take policies that somebody else wrote into a baseline, and ask requests that hang by each condition."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from guardrails.baseline import Baseline
from guardrails.policy import action_set
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.document import TYPES
from guardrails.policy.language.request import request_of
from guardrails.posture import Posture
from tests.baselines import SMALL, load_small
from tests.oracle import Request, applies

NAME = "policies/adopted.json"
ACCOUNT = "Workloads/Prod/shop"
_EXEMPT = "arn:aws:iam::444444444441:role/break-glass"
_STANDING = "guardrails:\n"
_AFTER = "trail:\n"
_SAMPLES = 60


def alone(entry: str, files: Mapping[str, str] | None = None) -> Baseline:
    """Load the small baseline with one guardrail and no other."""
    before, _, rest = SMALL.partition(_STANDING)
    return load_small(f"{before}{_STANDING}{entry}{rest[rest.index(_AFTER) :]}", files)


def adopted(text: str) -> Baseline:
    """Load the small baseline with a document of somebody's own over its workloads."""
    return alone(f"  - document: {NAME}\n    at: [Workloads]\n", {NAME: text})


def statements_of(text: str) -> list[dict[str, Any]]:
    """Return the statements that a text has, as they are written."""
    found = json.loads(text)["Statement"]
    return found if isinstance(found, list) else [found]


def disagreements(posture: Posture, text: str) -> tuple[list[Request], set[bool]]:
    """Decide requests by the compiled posture and, plainly, by the text as it was published.

    Returns:
        The requests on which the two differ, and which answers there were.
    """
    said = statements_of(text)
    levels = posture.inherited(ACCOUNT)
    rules = Ruleset(
        *([[one.document for one in level if one.type == kind] for level in levels] for kind in TYPES)
    )
    differing, answers = [], set()
    for statement in said:
        for request in _requests(statement):
            expected = any(one["Effect"] == "Deny" and applies(one, request) for one in said)
            context = {**request.context, "aws:RequestedRegion": request.region}
            verdict = rules.decide(
                request_of(request.action, request.resource, request.principal, context)
            ).decision
            # What hangs on the reading of a * nobody can say.
            if verdict != "unknown" and (verdict == "deny") is not expected:
                differing.append(request)
            answers.add(expected)
    return differing, answers


def _requests(statement: Mapping[str, Any]) -> Iterator[Request]:
    """Ask what a statement speaks of, with each of its conditions fulfilled, missed and missing."""
    wanted = [
        (operator, key, [_text(one) for one in _many(values)])
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    ]
    choices: dict[str, list[list[str]]] = {}
    for operator, key, values in wanted:
        choices.setdefault(key.lower(), [[]]).extend(_values(operator, values))
    dice = random.Random(json.dumps(statement))  # noqa: S311 - the same on every machine
    for action in _actions(statement):
        for resource in _resources(statement):
            for chosen in _chosen(choices, dice):
                yield _request(action, resource, chosen)


def _request(action: str, resource: str, chosen: Mapping[str, list[str]]) -> Request:
    context = {key: values for key, values in chosen.items() if values}
    principal = context.pop("aws:principalarn", ["arn:aws:iam::444444444441:role/somebody"])[0]
    region = context.pop("aws:requestedregion", ["eu-central-1"])[0]
    return Request(action, region, principal, resource, context)


def _chosen(
    choices: Mapping[str, Sequence[list[str]]], dice: random.Random
) -> Iterator[dict[str, list[str]]]:
    """Choose a value of each key: all missing, all present, one changed at a time, and some at random."""
    for base in ({key: some[place] for key, some in choices.items()} for place in (0, -1)):
        yield base
        for key, some in choices.items():
            yield from ({**base, key: value} for value in some)
    for _ in range(_SAMPLES if len(choices) > 1 else 0):
        yield {key: dice.choice(some) for key, some in choices.items()}


def _values(operator: str, values: Sequence[str]) -> Iterator[list[str]]:
    kind = operator.lower()
    if "null" in kind:
        yield ["present"]
    elif "numeric" in kind:
        limit = float(values[0])
        yield from ([str(limit + step)] for step in (-0.1, 0, 0.1))
    elif "bool" in kind:
        yield from (["true"], ["false"])
    elif "ip" in kind.replace("ifexists", ""):
        yield from (["10.1.2.3"], ["203.0.113.9"])
    elif "arn" in kind:
        yield from (["arn:aws:iam::444444444441:role/other"], [_EXEMPT], [_filled(values[0])])
    else:
        yield from (["other"], [_filled(values[0])], [_filled(values[-1])])
        if kind.startswith("for"):
            yield ["other", _filled(values[0])]


def _actions(statement: Mapping[str, Any]) -> Iterator[str]:
    named = [str(one) for one in _many(statement.get("Action", statement.get("NotAction")))]
    for pattern in dict.fromkeys((*named[:3], named[-1])):
        yield action_set.example(action_set.bits(pattern)) if "*" in pattern else pattern
    yield "ec2:RunInstances"
    yield "s3:GetObject"


def _resources(statement: Mapping[str, Any]) -> Iterator[str]:
    given = statement.get("Resource", statement.get("NotResource", "*"))
    for pattern in _many(given)[:2]:
        yield _filled(pattern)
    yield "arn:aws:s3:::other/x"


def _filled(pattern: str) -> str:
    return pattern if pattern == "*" else pattern.replace("*", "x").replace("?", "y")


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
