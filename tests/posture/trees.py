"""Random organizations with random lists, and what their owner meant by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from hypothesis import strategies as st

from guardrails.baseline import Baseline
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.resolve import resolve
from guardrails.policy.language.document import SCP
from guardrails.posture import Posture
from tests.oracle import Documents

REGIONS = ("eu-central-1", "eu-west-1", "us-east-1", "ap-south-1")
NOWHERE = "eu-north-1"
"""A region that no list names."""
SERVICES = ("s3", "ec2", "lambda", "sqs")
UNHEARD_OF = "quantumbakery"
"""A service that no list names, such as the one that AWS launches tomorrow."""
EXEMPT = "arn:aws:iam::444444444441:role/break-glass"

_DEPTH = 3


@dataclass(frozen=True)
class Meant:
    """What the owner of a random baseline meant, kept apart from how it is compiled."""

    data: dict[str, Any]
    paths: tuple[str, ...]
    accounts: frozenset[str]
    bound: frozenset[str]
    """The nodes at which the guardrails stand."""

    @property
    def baseline(self) -> Baseline:
        """The baseline as loaded."""
        return resolve(BaselineFile.model_validate(self.data))

    def below(self, path: str) -> frozenset[str]:
        """Return a path with every path below it."""
        return frozenset(one for one in self.paths if path in _upwards(one))

    def is_bound(self, path: str) -> bool:
        """Tell whether a guardrail stands at or above a path."""
        return any(one in self.bound for one in _upwards(path))

    def denied_regions(self, path: str) -> frozenset[str]:
        """Return which of the sampled regions an account at a path may not use."""
        if not self.is_bound(path):
            return frozenset()
        return frozenset((*REGIONS, NOWHERE)) - set(
            _nearest(self.data["regions"], path, self.data["regions"]["allowed"])
        )

    def denied_services(self, path: str) -> frozenset[str]:
        """Return which of the sampled services an account at a path may not use."""
        services = self.data["services"]
        mine = _nearest(services, path, services)
        everything = frozenset((*SERVICES, UNHEARD_OF))
        if not self.is_bound(path):
            return frozenset()
        return everything - set(mine["allowed"]) if "allowed" in mine else frozenset(mine["denied"])


def _upwards(path: str) -> list[str]:
    names = path.split("/")
    above = ["/".join(names[:size]) for size in range(len(names), 0, -1)]
    return above if path == "Root" else [*above, "Root"]


def _nearest(section: Mapping[str, Any], path: str, default: Any) -> Any:
    return next((section["overrides"][one] for one in _upwards(path) if one in section["overrides"]), default)


def _region_lists() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(REGIONS), min_size=1, unique=True)


def _service_lists() -> st.SearchStrategy[dict[str, list[str]]]:
    names = st.lists(st.sampled_from(SERVICES), unique=True)
    return names.map(lambda some: {"denied": some}) | names.map(
        lambda some: {"allowed": ["iam", "sts", *some]}
    )


@st.composite
def meanings(draw: st.DrawFn) -> Meant:
    """Draw a tree with nested and empty units, lists on any node, and guardrails on some subtrees."""
    numbers = count(1)
    paths, accounts = ["Root"], set()

    def container(path: str, depth: int) -> dict[str, Any]:
        inside: dict[str, Any] = {"accounts": {}, "units": {}}
        for _ in range(draw(st.integers(0, 2))):
            number = next(numbers)
            inside["accounts"][f"a{number}"] = f"{number:012}"
            accounts.add(f"{path}a{number}")
            paths.append(f"{path}a{number}")
        for _ in range(draw(st.integers(0, 2)) if depth < _DEPTH else 0):
            number = next(numbers)
            paths.append(f"{path}u{number}")
            inside["units"][f"u{number}"] = {
                "id": f"ou-ex4m-{number:08}",
                **container(f"{path}u{number}/", depth + 1),
            }
        return inside

    tree = container("", 0)
    some = st.sampled_from(paths)
    wanted = draw(st.just(["Root"]) | st.lists(some, min_size=1, max_size=3, unique=True))
    at = [one for one in wanted if not set(_upwards(one)[1:]) & set(wanted)]
    organization = {"id": "o-exampleorg1", "root": "r-ex4m", "home_region": "eu-central-1"}
    data = {
        "organization": {**organization, "management_account": {"id": "999999999999"}, **tree},
        "regions": {
            "allowed": draw(_region_lists()),
            "overrides": draw(st.dictionaries(some, _region_lists(), max_size=4)),
        },
        "services": {
            **draw(_service_lists()),
            "overrides": draw(st.dictionaries(some, _service_lists(), max_size=4)),
        },
        "exemptions": {
            "break-glass": {"principal": "arn:aws:iam::*:role/break-glass", "owner": "me", "reason": "it"}
        },
        "guardrails": [
            {"control": "deny_unused_regions", "at": at},
            {"control": "deny_unused_services", "at": at},
        ],
    }
    return Meant(data, tuple(paths), frozenset(accounts), frozenset(at))


@st.composite
def changes(draw: st.DrawFn) -> tuple[Meant, Meant]:
    """Draw what somebody meant, and what he means now of the same organization."""
    before = draw(meanings())
    some = st.sampled_from(before.paths)
    lists = {
        "regions": {
            "allowed": draw(_region_lists()),
            "overrides": draw(st.dictionaries(some, _region_lists(), max_size=2)),
        },
        "services": {
            **draw(_service_lists()),
            "overrides": draw(st.dictionaries(some, _service_lists(), max_size=2)),
        },
    }
    kept = {kind: before.data[kind] for kind in lists if draw(st.booleans())}
    return before, replace(before, data={**before.data, **lists, **kept})


def documents(posture: Posture, *, without: object = None, family: str = "", kind: str = SCP) -> Documents:
    """Return what stands at every node, as AWS would store it: of a type, without a policy, of one family."""
    return {
        node.path: [
            policy.document.to_dict()
            for policy in posture.by_target.get(node.path, ())
            if policy.type == kind
            and policy is not without
            and (policy.aws_managed or not family or policy.family == family)
        ]
        for node in posture.organization.nodes
    }
