"""Updating: what is denied before and after is denied between any two changes of a resource."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from guardrails.errors import Location
from guardrails.organization import Account, Organization, OrganizationalUnit, Root
from guardrails.policy import Document, Statement
from guardrails.policy.language.document import SCP
from guardrails.posture import Policy, Posture
from guardrails.posture.compile.limits import Limits
from guardrails.posture.compile.pack import pack
from guardrails.posture.compile.texts import Part
from guardrails.posture.model import LATE
from guardrails.posture.transition.exposures import bridged, exposures
from guardrails.posture.transition.order import in_order, refused, states, steps
from tests.posture.compile.packing import denied_by, edited, guardrails, statements

UNIT = OrganizationalUnit(
    "ou-ex4m-workload1",
    "Workloads",
    accounts=(Account("444444444441", "Workloads/shop"), Account("444444444442", "Workloads/data")),
)
ROOT = Root("r-ex4m", units=(UNIT,), accounts=(Account("888888888888", "legacy"),))
TREE = Organization("o-exampleorg1", "eu-central-1", Account("111111111111", "management"), ROOT)
NODES = {node.path: node for node in TREE.nodes}
ROOMY = Limits(100_000, 99)
_EMPTY = Document(())


def _at(part: Part, path: str) -> Part:
    return Part(NODES[path], part.family, part.intent, part.title, part.origin, part.document)


def _posture(parts: Sequence[Part], limits: Limits) -> Posture:
    policies, unfit = pack(parts, limits)
    if unfit:
        reject()
    order = {path: place for place, path in enumerate(NODES)}
    return Posture(TREE, tuple(sorted(policies, key=lambda policy: order[policy.target])))


def _denied(policies: Sequence[Policy], path: str) -> frozenset[int]:
    """Return what the policies on the way to an account or unit deny."""
    above = {node.path for node in TREE.lineage(path)}
    return denied_by(policy.document.to_dict() for policy in policies if policy.target in above)


def _opened(before: Posture, after: Posture) -> list[tuple[int, str]]:
    """List where, and after how many steps, something is open that is denied before and after."""
    return [
        (number, path)
        for path in NODES
        for wanted in [_denied(before.declared, path) & _denied(after.declared, path)]
        for number, state in enumerate(states(before, after))
        if not wanted <= _denied(state, path)
    ]


def _closed(before: Posture, after: Posture) -> list[tuple[int, str]]:
    """List where, and after how many steps, something is denied that is denied neither before nor after."""
    return [
        (number, path)
        for path in NODES
        for allowed in [_denied(before.declared, path) | _denied(after.declared, path)]
        for number, state in enumerate(states(before, after))
        if not _denied(state, path) <= allowed
    ]


_pressure = st.builds(Limits, st.integers(1_500, 4_000), st.integers(2, 9))


@pytest.mark.slow
@given(data=st.data(), parts=guardrails(least=2), limits=_pressure, others=_pressure)
def test_at_a_node_nothing_is_open_in_between(
    data: st.DataObject, parts: tuple[Part, ...], limits: Limits, others: Limits
) -> None:
    """However the packing changes: families join and part, split and come together again, texts change."""
    before = _posture([_at(part, "Workloads") for part in parts], limits)
    kept = [part for part in parts if data.draw(st.integers(0, 5))]
    changed = [
        edited(part, data.draw(_texts(part))) if data.draw(st.integers(0, 3)) == 0 else part for part in kept
    ]
    added = data.draw(guardrails(least=0, most=2))
    new = [Part(p.node, p.family, f"new-{p.intent}", p.title, p.origin, p.document) for p in added]
    after = _posture([_at(part, "Workloads") for part in (*changed, *new)], others)
    wanted = _kept(parts, changed)
    for state in states(before, after):
        assert wanted <= _denied(state, "Workloads")
    assert _closed(before, after) == []
    assert exposures(before, after) or _opened(before, after) == []


def _kept(parts: Sequence[Part], changed: Sequence[Part]) -> frozenset[int]:
    """Return what statements of the same guardrail and name deny before and after."""
    before, after = (
        {(part.intent, one.sid): one.to_dict() for part in some for one in part.document.statements}
        for some in (parts, changed)
    )
    return frozenset().union(
        *(
            denied_by([{"Statement": [before[name]]}]) & denied_by([{"Statement": [after[name]]}])
            for name in before.keys() & after.keys()
        )
    )


@st.composite
def _texts(draw: st.DrawFn, part: Part) -> list[Any]:
    """Draw other texts for some of a guardrail's statements, under the same names."""
    return [draw(statements(one.sid)) if draw(st.booleans()) else one for one in part.document.statements]


@given(data=st.data(), parts=guardrails(least=1, most=4), limits=_pressure)
def test_between_nodes_a_gap_is_always_found(
    data: st.DataObject, parts: tuple[Part, ...], limits: Limits
) -> None:
    """Guardrails move up and down the tree at random: where something is open, `exposures` has said so."""
    before, after = (
        _posture([_at(part, data.draw(st.sampled_from(sorted(NODES)))) for part in parts], limits)
        for _ in range(2)
    )
    found = exposures(before, after)
    if not found:
        assert _opened(before, after) == []
    assert _closed(before, after) == []


@pytest.mark.slow
@given(data=st.data(), parts=guardrails(least=1, most=4), limits=_pressure)
def test_a_bridge_closes_every_gap(data: st.DataObject, parts: tuple[Part, ...], limits: Limits) -> None:
    """With it in between, nothing is open on the way to it nor from it on."""
    before, after = (
        _posture([_at(part, data.draw(st.sampled_from(sorted(NODES)))) for part in parts], limits)
        for _ in range(2)
    )
    between = bridged(before, after, {SCP: ROOMY})
    assert _opened(before, between) == []
    assert _opened(between, after) == []
    for path in NODES:
        assert _denied(between.declared, path) >= _denied(after.declared, path)
        assert _denied(between.declared, path) <= _denied(before.declared, path) | _denied(
            after.declared, path
        )
    if not exposures(before, after):
        assert between == after


def _joined(part: Part, paths: Sequence[str]) -> list[Part]:
    """Let a guardrail stand at nodes; a document of one's own by one policy, marked by these nodes."""
    mark = "+".join(NODES[path].id for path in paths) if part.family == "own" and len(paths) > 1 else ""
    return [replace(_at(part, path), together=mark) for path in paths]


_SETS = [
    ("Workloads", "legacy"),
    ("Workloads/shop", "Workloads/data"),
    ("Workloads/shop", "legacy"),
    *((path,) for path in sorted(NODES)),
]


@given(data=st.data(), parts=guardrails(least=1, most=4))
def test_a_policy_of_several_nodes_opens_nothing_unseen(data: st.DataObject, parts: tuple[Part, ...]) -> None:
    """Documents join nodes, leave some of them, and change their texts, beside guardrails that move."""
    before, after = (
        _posture(
            [
                member
                for part in parts
                for member in _joined(
                    edited(part, data.draw(_texts(part))) if data.draw(st.booleans()) else part,
                    data.draw(st.sampled_from(_SETS)),
                )
            ],
            ROOMY,
        )
        for _ in range(2)
    )
    between = bridged(before, after, {SCP: ROOMY})
    for earlier, later in ((before, between), (between, after)):
        assert _opened(earlier, later) == []
    for posture in (before, between, after):
        texts: dict[str, Document] = {}
        for policy in posture.declared:
            assert texts.setdefault(policy.resource, policy.document) == policy.document


_ZONE = OrganizationalUnit("ou-ex4m-zone00001", "Zone")
_WIDER = replace(TREE, root=replace(ROOT, units=(UNIT, _ZONE)))


def _holding(family: str, *actions: str, at: Sequence[str], key: str = "") -> list[Policy]:
    """Let a policy deny actions at some nodes; one policy of several nodes has a key of its own."""
    statements = tuple(
        Statement(sid=f"S{action[-1]}", effect="Deny", actions=(action,), resources=("*",))
        for action in actions
    )
    return [
        Policy(
            f"{family}-{_WIDER.by_path[path].id}",
            f"guardrails/{family}",
            SCP,
            family,
            path,
            "",
            Document(statements),
            together=key,
        )
        for path in at
    ]


def test_a_denial_that_moves_down_into_a_policy_of_several_nodes_is_found() -> None:
    """It arrives when the last of the nodes has its turn, after the unit above another of them."""
    nodes = ("Workloads/shop", "Zone")
    before, after = (
        Posture(
            _WIDER,
            (
                *_holding("regions", *above, at=("Workloads",)),
                *_holding("own", *below, at=nodes, key="own-joint"),
            ),
        )
        for above, below in ((("s3:a", "s3:b"), ("s3:c",)), (("s3:b",), ("s3:c", "s3:a")))
    )
    [exposure] = exposures(before, after)
    assert (exposure.leaves.target, exposure.arrives.target) == ("Workloads", "Workloads/shop")
    between = bridged(before, after, {SCP: ROOMY})
    assert exposures(before, between) == exposures(between, after) == ()


def test_a_bridge_keeps_a_denial_at_all_nodes_of_a_policy() -> None:
    """Only one node needs it, and AWS has one text for all of them."""
    nodes = ("Workloads/shop", "legacy")
    before, after = (
        Posture(
            _WIDER,
            (
                *_holding("regions", *above, at=("Workloads",)),
                *_holding("own", *below, at=nodes, key="own-joint"),
            ),
        )
        for above, below in ((("s3:b",), ("s3:c", "s3:a")), (("s3:b", "s3:a"), ("s3:c",)))
    )
    assert [exposure.leaves.target for exposure in exposures(before, after)] == ["Workloads/shop"]
    texts = {policy.document for policy in bridged(before, after, {SCP: ROOMY}).declared if policy.together}
    assert len(texts) == 1


def test_a_policy_of_several_nodes_is_written_once() -> None:
    """Where the highest of its nodes has its turn; its name is no other policy's."""
    lower, upper = (
        replace(_one("own", path, name="guardrails/own-x-mark"), together="own-x-mark")
        for path in ("Workloads/shop", "legacy")
    )
    regions = _one("regions", "Workloads/data")
    posture = Posture(TREE, (lower, regions, upper))
    keys = [policy.key for policy in in_order(posture)]
    assert abs(keys.index(lower.key) - keys.index(upper.key)) == 1
    assert keys.index(regions.key) < keys.index(lower.key)
    assert refused(Posture(TREE, ()), posture, {SCP: ROOMY}) == ()


@pytest.mark.slow
@given(data=st.data(), parts=guardrails(least=1, most=5), limits=_pressure)
def test_what_moves_down_is_never_open(data: st.DataObject, parts: tuple[Part, ...], limits: Limits) -> None:
    """From the root to each unit and account in it, and from a unit to each account: without any help."""
    upper = [part for part in parts if part.family != "own"]
    assume(upper)
    before = _posture([_at(part, "Root") for part in upper], limits)
    low = data.draw(
        st.sampled_from((("Workloads", "legacy"), ("Workloads/shop", "Workloads/data", "legacy")))
    )
    moved = [data.draw(st.booleans()) for _ in upper]
    after = _posture(
        [
            _at(part, path)
            for part, down in zip(upper, moved, strict=True)
            for path in (low if down else ("Root",))
        ],
        limits,
    )
    assert [one for one in _opened(before, after) if one[1] != "Root" and one[1] in low] == []


def test_the_order_is_from_the_accounts_up_and_shared_last() -> None:
    """Deeper nodes before what stands above them; at a node, what families share comes last."""
    policies = [
        Policy(f"{family}-{path}", family, SCP, family, path, "", _EMPTY, turn=turn)
        for path in ("Root", "Workloads", "Workloads/shop")
        for family, turn in (("shared", LATE), ("regions", 1), ("part", 0))
    ]
    ordered = [policy.key for policy in in_order(Posture(TREE, tuple(policies)))]
    assert ordered == [
        f"{family}-{path}"
        for path in ("Workloads/shop", "Workloads", "Root")
        for family in ("part", "regions", "shared")
    ]


def test_pieces_of_a_list_leave_nothing_open() -> None:
    """A list too long for one policy, cut into pieces: one more action at its start moves all others on."""
    names = tuple(f"s3:Put{number:02}{'x' * 60}" for number in range(60))

    def cut_up(actions: tuple[str, ...]) -> Posture:
        statement = Statement("DenyMuch", "Deny", actions=actions)
        one = Part(UNIT, "data", "control", "Title", Location("baseline.yaml", 1, 1), Document((statement,)))
        return _posture([one], Limits(1_500, 9))

    before, after = cut_up(names), cut_up(("s3:AAA" + "x" * 60, *names[:-1]))
    assert len(before.declared) == len(after.declared) == 4
    assert [step.kind for step in steps(before, after)] == [*["create"] * 3, "update", *["delete"] * 3]
    for state in states(before, after):
        said = {action for policy in state for one in policy.document.statements for action in one.actions}
        assert said >= set(names[:-1])
    assert exposures(before, after) == ()


def _one(family: str, path: str, *, own: str = "", name: str = "") -> Policy:
    key = f"{family}{own}-{NODES[path].id}"
    return Policy(key, name or f"guardrails/{family}{own}/{path}", SCP, family, path, "", _EMPTY)


def test_aws_refuses_one_policy_too_many_on_the_way() -> None:
    """Two documents renamed at once on a full node: the new ones come before the old ones go."""
    before, after = (
        Posture(TREE, tuple(_one("own", "Workloads", own=f"-{letter}") for letter in letters))
        for letters in ("abc", "abde")
    )
    assert refused(before, after, {SCP: Limits(10_240, 6)}) == ()
    (finding,) = refused(before, after, {SCP: Limits(10_240, 5)})
    assert finding.problem == "Workloads carries 5 policies while it is updated, and has room for 4"
    assert finding.remedy.startswith("deploy the change in two steps")


def test_aws_refuses_a_name_that_is_still_taken() -> None:
    """An account that is closed and made anew under its old name: its old policy goes too late."""
    closed = Organization(
        TREE.id,
        TREE.home_region,
        TREE.management_account,
        Root("r-ex4m", accounts=(Account("888888888887", "legacy"),)),
    )
    old = Policy("regions-888888888887", "guardrails/regions/legacy", SCP, "regions", "legacy", "", _EMPTY)
    new = _one("regions", "legacy")
    (finding,) = refused(Posture(closed, (old,)), Posture(TREE, (new,)), {SCP: Limits(10_240, 10)})
    assert finding.problem.startswith("the name guardrails/regions/legacy is taken")


def test_a_renamed_unit_changes_names_alone() -> None:
    """A node is what its id says: its policies are updated, and none is made or deleted."""
    renamed = Organization(
        TREE.id,
        TREE.home_region,
        TREE.management_account,
        Root("r-ex4m", units=(OrganizationalUnit(UNIT.id, "Work"),)),
    )
    before = Posture(TREE, (_one("regions", "Workloads"),))
    policy = Policy(f"regions-{UNIT.id}", "guardrails/regions/Work", SCP, "regions", "Work", "", _EMPTY)
    (step,) = steps(before, Posture(renamed, (policy,)))
    assert (step.kind, step.key) == ("update", f"regions-{UNIT.id}")
    assert steps(before, before) == ()
