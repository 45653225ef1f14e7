"""Compiling with little room: the same effect for every account, within every node's own quota."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import event, given, reject
from hypothesis import strategies as st

from guardrails.aws_facts import measured_size
from guardrails.baseline import Baseline
from guardrails.controls import control
from guardrails.errors import InputError
from guardrails.organization import covers
from guardrails.policy import Statement
from guardrails.policy.language.document import SCP
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compile.control_context import context_of
from guardrails.posture.compile.expiry import over_time
from guardrails.posture.compile.limits import limits_of
from guardrails.posture.compile.naming import SHARED
from guardrails.posture.interchange.form import to_json
from tests.oracle import SOMEBODY, Request, applies
from tests.posture.trees import EXEMPT, NOWHERE, REGIONS, Meant, meanings

TEMPORARY = "arn:aws:iam::444444444441:role/migration-of-one-team-among-very-many-others/1"
CALLS = (
    "ec2:RunInstances",
    "s3:DeleteBucket",
    "lambda:CreateFunction",
    "sqs:CreateQueue",
    "quantumbakery:Bake",
    "iam:CreateUser",
    "iam:CreateAccessKey",
    "organizations:LeaveOrganization",
    "account:EnableRegion",
)
REQUESTS = tuple(
    Request(action, region, who, "*", {"aws:CurrentTime": [when]})
    for action, region, who, when in product(
        CALLS,
        (REGIONS[0], REGIONS[1], NOWHERE),
        (SOMEBODY, EXEMPT, TEMPORARY, "arn:aws:iam::444444444441:root"),
        ("2026-07-01T12:00:00Z", "2027-01-01T12:00:00Z"),
    )
)
CONTROLS = ("deny_iam_users", "deny_leaving_organization", "deny_region_opt_in", "deny_root_user")


@st.composite
def pressed(draw: st.DrawFn) -> Meant:
    """Draw a tree with lists, controls on some nodes, exemptions that fill the texts, and little room."""
    meant = draw(meanings())
    data = meant.data
    long = "arn:aws:iam::*:role/migration-of-one-team-among-very-many-others/{}"
    for number in range(draw(st.integers(0, 12))):
        data["exemptions"][f"e{number}"] = {
            "principal": long.format(number),
            "owner": "me",
            "reason": "it",
            **({"expires": "2026-09-30"} if draw(st.booleans()) else {}),
        }
    for name in CONTROLS:
        wanted = draw(st.lists(st.sampled_from(meant.paths), max_size=3, unique=True))
        at = [one for one in wanted if not any(covers(other, one) for other in wanted if other != one)]
        if at:
            data["guardrails"].append({"control": name, "at": at})
    some = st.sampled_from(meant.paths)
    data["organization"]["quotas"] = {
        "scp_characters": draw(st.integers(4_500, 10_240)),
        "scp_attached": draw(st.integers(2, 6)),
    }
    data["organization"]["reserved_slots"] = {
        "default": 1,
        "overrides": draw(st.dictionaries(some, st.integers(1, 4), max_size=3)),
    }
    return meant


def _compiled(meant: Meant) -> tuple[Baseline, Posture]:
    baseline = meant.baseline
    try:
        posture = compile_posture(baseline)
    except InputError:
        event("doesn't fit")
        reject()
    event("shared" if any(policy.family == SHARED for policy in posture.declared) else "room for all")
    return baseline, posture


@cache
def _denied_by(statement: Statement) -> frozenset[int]:
    said = statement.to_dict()
    return frozenset(number for number, request in enumerate(REQUESTS) if applies(said, request))


def _wanted(baseline: Baseline) -> dict[str, frozenset[int]]:
    """Return what the baseline declares for every account: of each control its own words, placed nowhere."""
    lists = baseline.denied
    return {
        account.path: frozenset().union(
            *(_denied_by(one) for one in _declared(baseline, account.path, lists))
        )
        for account in baseline.tree.accounts
    }


def _declared(baseline: Baseline, path: str, lists: Any) -> Iterator[Statement]:
    for guardrail in baseline.guardrails:
        if any(covers(at, path) for at in guardrail.at):
            found = control(guardrail.control or "")
            context = context_of(baseline, guardrail)
            if found.places == "as_told":
                yield from over_time(found, context)
            elif denied := lists[found.places][path]:
                yield from over_time(found, replace(context, denied=denied))


@pytest.mark.slow
@given(meant=pressed())
def test_every_account_is_denied_what_is_declared(meant: Meant) -> None:
    """Whoever asks, wherever and whenever: shared, split or shortened, it is what the controls say."""
    baseline, posture = _compiled(meant)
    for path, wanted in _wanted(baseline).items():
        levels = posture.inherited(path)
        said = [
            one
            for level in levels
            for policy in level
            if not policy.aws_managed
            for one in policy.document.statements
        ]
        assert frozenset().union(*map(_denied_by, said)) == wanted, path


@given(meant=pressed())
def test_no_node_is_over_its_quota(meant: Meant) -> None:
    """Slots that others take are counted, node by node, and every character."""
    baseline, posture = _compiled(meant)
    limits = limits_of(baseline)[SCP]
    quotas, reserved = meant.data["organization"]["quotas"], meant.data["organization"]["reserved_slots"]
    for path, policies in posture.by_target.items():
        own = [policy for policy in policies if not policy.aws_managed]
        assert len(own) + reserved["overrides"].get(path, 1) <= quotas["scp_attached"]
        assert len(own) <= limits.slots(path)
        for policy in own:
            assert measured_size(policy.document.to_dict()) <= quotas["scp_characters"]


@pytest.mark.slow
@given(meant=pressed())
def test_the_same_baseline_gives_the_same_bytes(meant: Meant) -> None:
    """Under pressure too."""
    baseline, posture = _compiled(meant)
    assert to_json(compile_posture(baseline)) == to_json(posture)
    assert to_json(compile_posture(meant.baseline)) == to_json(posture)


@pytest.mark.slow
@given(data=st.data(), meant=pressed())
def test_an_edit_touches_only_the_nodes_where_it_stands(data: st.DataObject, meant: Meant) -> None:
    """A control that goes, or that says something else, leaves all policies of other nodes as they are."""
    _, before = _compiled(meant)
    told = [one for one in meant.data["guardrails"] if one["control"] in CONTROLS]
    if not told:
        reject()
    guardrail = data.draw(st.sampled_from(told))
    if guardrail["control"] == "deny_iam_users" and data.draw(st.booleans()):
        guardrail["parameters"] = {"users": False}
    else:
        meant.data["guardrails"].remove(guardrail)
    _, after = _compiled(meant)
    for path in meant.paths:
        if path not in guardrail["at"]:
            assert _said(before, path) == _said(after, path)


def _said(posture: Posture, path: str) -> list[object]:
    return [(one.key, one.name, one.document) for one in posture.by_target.get(path, ())]


@pytest.mark.parametrize(
    ("reserved", "attached", "families"),
    [
        (1, 10, ["regions", "services", "protection", "identity"]),
        (1, 5, ["regions", "services", "protection", "identity"]),
        (2, 5, ["regions", "services", "shared"]),
        (3, 5, ["regions", "shared"]),
    ],
)
def test_slots_that_others_take_make_families_share(
    reserved: int, attached: int, families: list[str]
) -> None:
    """With Control Tower's three on a quota of five, two policies have to do."""
    from tests.baselines import changed, load_small  # noqa: PLC0415

    limits = (
        f"  quotas: {{ scp_attached: {attached}, scp_characters: 5120 }}\n"
        f"  reserved_slots: {{ default: 1, overrides: {{ Workloads: 2, Root: {reserved} }} }}\n"
    )
    text = changed(
        ("regions:\n  allowed", f"{limits}regions:\n  allowed"),
        ("- control: protect_trail", "- control: protect_trail\n  - control: deny_root_user"),
    )
    root = [policy.family for policy in compile_posture(load_small(text)).by_target["Root"]]
    assert root == ["aws", *families]
