"""What holds of inheritance whatever the policies say."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from guardrails.management_policies import ManagementPolicy
from guardrails.management_policies.inheritance import settings
from guardrails.management_policies.operators import CHILD_CONTROL, EVERY
from tests.management_policies.trees import ORGANIZATION, computed, policy, sets

VALUES = st.lists(st.sampled_from("abcd"), unique=True, max_size=3)
PATHS = [node.path for node in ORGANIZATION.nodes]
CONTROLS = st.sampled_from(
    [
        {},
        {},
        {CHILD_CONTROL: ["@@all"]},
        {CHILD_CONTROL: ["@@none"]},
        {CHILD_CONTROL: ["@@append", "@@remove"]},
    ]
)


@st.composite
def _lists(draw: st.DrawFn) -> dict[str, Any]:
    operator = draw(st.sampled_from([*sorted(EVERY), None]))
    return {**draw(CONTROLS), **({operator: draw(VALUES)} if operator else {})}


@st.composite
def _documents(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(["x", "y"]), unique=True, max_size=2))
    inner = {name: {**draw(CONTROLS), "values": draw(_lists())} for name in names}
    return {"tags": {**draw(CONTROLS), **inner}}


@st.composite
def _policies(draw: st.DrawFn) -> tuple[ManagementPolicy, ...]:
    documents = draw(st.lists(st.tuples(st.sampled_from(PATHS), _documents()), max_size=6))
    return tuple(policy(f"p{number}", at, document) for number, (at, document) in enumerate(documents))


@given(_policies(), st.randoms(use_true_random=False))
def test_without_conflicts_the_order_of_attachment_says_nothing(
    policies: tuple[ManagementPolicy, ...], random: Any
) -> None:
    """What a baseline deploys is then the same however AWS came to attach it."""
    shuffled = list(policies)
    random.shuffle(shuffled)
    if computed(*policies).conflicts:
        assert computed(*shuffled).conflicts != ()
    else:
        assert computed(*shuffled).conflicts == ()
        assert [sets(at, *policies) for at in PATHS] == [sets(at, *shuffled) for at in PATHS]


@given(_policies(), st.sampled_from(PATHS), st.sampled_from([{"tags": {}}, {"tags": {"x": {}}}, {}]))
def test_a_policy_that_says_nothing_changes_nothing(
    policies: tuple[ManagementPolicy, ...], at: str, empty: dict[str, Any]
) -> None:
    """Wherever it is attached."""
    with_it = (*policies, policy("empty", at, empty))
    assert [sets(path, *policies) for path in PATHS] == [sets(path, *with_it) for path in PATHS]


def _locked(data: dict[str, Any]) -> dict[str, Any]:
    below = {key: _locked(value) if isinstance(value, dict) else value for key, value in data.items()}
    return {**below, CHILD_CONTROL: ["@@none"]}


@given(_documents(), _policies())
def test_below_a_policy_that_forbids_everything_nothing_changes(
    document: dict[str, Any], others: tuple[ManagementPolicy, ...]
) -> None:
    """Whatever the policies below it say; each that has no effect is told of."""
    tags = _locked({"x": {"values": {"@@assign": ["a"]}}, **document["tags"]})
    parent = policy("parent", "Root", {"tags": tags})
    below = [one for one in others if one.target != "Root"]
    found = computed(parent, *below)
    assert {str(sets(at, parent, *below)) for at in PATHS} == {str(sets("Root", parent))}
    telling = {one.policy for one in found.conflicts}
    for one in below:
        writes = [
            values.keys() & EVERY
            for name, part in one.to_dict()["tags"].items()
            if not name.startswith("@@") and name in tags
            for values in [part["values"]]
        ]
        assert one.name in telling or not any(writes)


@given(_policies())
def test_nothing_comes_from_nowhere(policies: tuple[ManagementPolicy, ...]) -> None:
    """Each value in an effective policy is in one of the policies that are said to have made it."""
    named = {one.name: one for one in policies}
    found = computed(*policies)
    for at in PATHS:
        above = {node.path for node in ORGANIZATION.lineage(at)}
        for path, value, by in settings(found.states[at]):
            assert {one.node for one in by} <= above
            given_values: set[str] = set()
            for one in by:
                part = named[one.policy].to_dict()
                for key in path:
                    part = part[key]
                given_values |= {*part.get("@@assign", ()), *part.get("@@append", ())}
            assert set(value) <= given_values
