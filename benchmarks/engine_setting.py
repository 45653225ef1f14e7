"""What `engine.py` measures with: a realistic posture, and requests before it."""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from guardrails import aws_facts
from guardrails.baseline import Baseline
from guardrails.baseline.resolve import edited
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.document import from_dict
from guardrails.posture import Posture, compile_posture
from tests.baselines import load_listed

Json = dict[str, Any]

PROJECT = Path(__file__).resolve().parent.parent
ACCOUNT = "Workloads/Prod/shop"
DISTINCT = 20_000
"""So many requests differ; more lines repeat them under other names."""
DENIED = 150
"""Services that are denied beside those of the example."""
RCP = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "OnlyOurOrganization",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"],
            "Resource": "*",
            "Condition": {
                "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorg1"},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            },
        }
    ],
}
SERVICES = ("ec2", "s3", "iam", "lambda", "dynamodb", "sqs", "sns", "kms", "logs", "cloudtrail", "rds")
_VARIABLE = re.compile(r"\$\{\w+\}")


@dataclass(frozen=True)
class Setting:
    """A posture and what is asked of one account."""

    baseline: Baseline
    posture: Posture
    layers: list[list[Json]]
    """The service control policies over the account, level by level."""
    requests: list[Json]
    """All different."""

    def cases(self, count: int, **changed: Any) -> Iterator[Json]:
        """Yield decision cases as `decide` reads them, each with a name of its own."""
        for number in range(count):
            request = self.requests[number % len(self.requests)]
            yield {
                "name": f"case-{number}",
                "layers": self.layers,
                "rcps": [RCP],
                "request": request,
                **changed,
            }


@dataclass(frozen=True)
class Section:
    """What was measured of one thing."""

    title: str
    words: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Options:
    """What is measured with."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.requests: int = given.requests
        self.repeat: int = given.repeat
        self.evaluator: Path | None = given.evaluator
        self.folder: Path = given.folder

    @cached_property
    def setting(self) -> Setting:
        """The posture and the requests, built once."""
        return setting(min(self.requests, DISTINCT))

    def ruleset(self) -> Ruleset:
        """Compile the policies over the account."""
        return Ruleset(documents(self.setting.layers), [[from_dict(RCP)]])


def setting(requests: int) -> Setting:
    """Build the example's posture with 150 more denied services, and draw requests."""
    draw = random.Random(150)  # noqa: S311 - the same every time
    # The evaluator refuses some of what the preset says, so the guardrails are a few, listed one by one.
    example = load_listed()
    others = sorted(aws_facts.all_services() - {*SERVICES, "sts", *(example.services.denied or ())})
    denied = (*(example.services.denied or ()), *draw.sample(others, DENIED))
    wider = example.services.model_copy(update={"denied": denied, "overrides": {}})
    baseline = edited(example, services=wider)
    posture = compile_posture(baseline)
    layers = [[policy.document.to_dict() for policy in level] for level in posture.inherited(ACCOUNT)]
    return Setting(baseline, posture, layers, list(_requests(draw, requests)))


def _requests(draw: random.Random, count: int) -> Iterator[Json]:
    account = "444444444441"
    actions = [name for service in SERVICES for name in aws_facts.actions_of(service)]
    for number in range(count):
        action = draw.choice(actions)
        region = draw.choice(("eu-central-1", "eu-west-1", "us-east-1", "ap-south-1"))
        role = (
            f"arn:aws:iam::{account}:role/{draw.choice(('developer', 'deployer', 'break-glass', 'auditor'))}"
        )
        known = {"${Partition}": "aws", "${Region}": region, "${Account}": account}
        shape = next(iter(aws_facts.required_resource_arns(action)), "*")
        for variable in _VARIABLE.findall(shape):
            shape = shape.replace(variable, known.get(variable, f"x{number}"))
        yield {
            "action": action,
            "resource": shape,
            "principal": role,
            "context": {
                "aws:RequestedRegion": region,
                "aws:PrincipalAccount": account,
                "aws:PrincipalArn": role,
                "aws:PrincipalIsAWSService": "false",
                "aws:PrincipalType": "AssumedRole",
                "aws:PrincipalOrgID": "o-exampleorg1",
            },
            "principalAccount": account,
            "resourceAccount": account,
        }


def documents(layers: list[list[Json]]) -> list[list[Any]]:
    """Read the policies as the engine takes them."""
    return [[from_dict(one) for one in level] for level in layers]


def best(work: Callable[[], object], repeat: int) -> float:
    """Return the seconds of the fastest of some runs: what else the machine did can only slow one down."""
    fastest = float("inf")
    for _ in range(repeat):
        started = time.perf_counter()
        work()
        fastest = min(fastest, time.perf_counter() - started)
    return fastest


def best_each(work: Callable[[Any], object], items: Sequence[Any], repeat: int) -> float:
    """Return the seconds that one of some items takes, in the fastest run over them all."""

    def run() -> None:
        for item in items:
            work(item)

    return best(run, repeat) / len(items)


def text_of(case: Json) -> bytes:
    """Write a case as a line."""
    return json.dumps(case).encode()
