"""Inheritance as AWS's user guide shows it: its examples, with our own words in them.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html
"""

from __future__ import annotations

from typing import Any

from guardrails.management_policies.inheritance import Contribution, settings
from tests.management_policies.trees import computed, policy, shown

LOCK, NONE = "@@operators_allowed_for_child_policies", ["@@none"]
LOCKED = {LOCK: NONE}


def _tag(**parts: Any) -> dict[str, Any]:
    return {"tags": {"stage": parts}}


PARENT = policy(
    "parent", "Root", _tag(tag_key={"@@assign": "Stage"}, tag_value={"@@assign": ["dev", "prod"]})
)


def test_assign_replaces_what_is_inherited() -> None:
    """AWS's example 1: the unit's list stands alone, and what only the unit says is added."""
    child = policy(
        "child", "One", _tag(tag_value={"@@assign": ["play"]}, enforced_for={"@@assign": ["sns:topic"]})
    )
    assert shown("One/a", PARENT, child) == _tag(
        tag_key="Stage", tag_value=["play"], enforced_for=["sns:topic"]
    )
    assert shown("One/Deep/c", PARENT, child) == shown("One/b", PARENT, child)
    assert shown("Two/z", PARENT, child) == _tag(tag_key="Stage", tag_value=["dev", "prod"])


def test_append_adds_to_what_is_inherited() -> None:
    """AWS's example 2: in the order of the levels, each value once, and to nothing as well."""
    child = policy(
        "child", "Two", _tag(tag_value={"@@append": ["lab", "dev"]}, enforced_for={"@@append": ["sns:topic"]})
    )
    assert shown("Two/z", PARENT, child) == _tag(
        tag_key="Stage", tag_value=["dev", "prod", "lab"], enforced_for=["sns:topic"]
    )


def test_remove_takes_away_what_is_inherited() -> None:
    """AWS's example 3: what isn't there is no error, and a list of which nothing is left is gone."""
    unit = policy("unit", "Two", _tag(enforced_for={"@@append": ["sns:topic"]}))
    account = policy(
        "account",
        "Two/z",
        _tag(tag_value={"@@remove": ["dev", "none-such"]}, enforced_for={"@@remove": ["sns:topic"]}),
    )
    assert shown("Two/z", PARENT, unit, account) == _tag(tag_key="Stage", tag_value=["prod"])
    assert shown("Two", PARENT, unit, account)["tags"]["stage"]["enforced_for"] == ["sns:topic"]


def test_an_empty_list_is_not_a_missing_one() -> None:
    """A tag policy that assigns no value allows none; one that says nothing of values allows any."""
    child = policy("child", "One", _tag(tag_value={"@@assign": []}))
    assert shown("One/a", PARENT, child) == _tag(tag_key="Stage", tag_value=[])


def test_a_locked_setting_keeps_its_value() -> None:
    """AWS's example 4: the child's other spelling does nothing, what it may append it does append."""
    parent = policy(
        "parent",
        "Root",
        _tag(
            tag_key={LOCK: NONE, "@@assign": "Stage"},
            tag_value={LOCK: ["@@append"], "@@assign": ["dev", "prod"]},
        ),
    )
    child = policy("child", "One", _tag(tag_key={"@@assign": "STAGE"}, tag_value={"@@append": ["lab"]}))
    found = computed(parent, child)
    assert {(path[-1], value) for path, value, _ in settings(found.states["One/a"])} == {
        ("tag_key", "Stage"),
        ("tag_value", ("dev", "prod", "lab")),
    }
    (conflict,) = found.conflicts
    assert (conflict.policy, conflict.node, conflict.path) == ("child", "One", ("tags", "stage", "tag_key"))
    assert (
        conflict.problem == "uses @@assign at tags.stage.tag_key, which parent at Root forbids below itself"
    )


def test_locks_at_one_node_add_up() -> None:
    """AWS's example 5: what one of two policies forbids is forbidden below both."""
    one = policy("one", "Root", _tag(tag_value={LOCK: ["@@append"], "@@assign": ["dev"]}))
    two = policy("two", "Root", _tag(tag_value={LOCK: ["@@append", "@@remove"]}))
    append = policy("append", "One", _tag(tag_value={"@@append": ["lab"]}))
    remove = policy("remove", "One", _tag(tag_value={"@@remove": ["dev"]}))
    assert shown("One/a", one, two, append) == _tag(tag_value=["dev", "lab"])
    (conflict,) = computed(one, two, remove).conflicts
    assert (conflict.policy, conflict.other_policy) == ("remove", "one")


def test_of_two_policies_at_one_node_the_first_counts() -> None:
    """AWS's example 6: and since no baseline says which was attached first, that is a conflict."""
    one = policy("one", "Root", _tag(tag_key={"@@assign": "STAGE"}, tag_value={"@@append": ["dev"]}))
    two = policy("two", "Root", _tag(tag_key={"@@assign": "stage"}, tag_value={"@@append": ["prod"]}))
    found = computed(one, two)
    assert {(path[-1], value) for path, value, _ in settings(found.states["Two/z"])} == {
        ("tag_key", "STAGE"),
        ("tag_value", ("dev", "prod")),
    }
    (conflict,) = found.conflicts
    assert conflict.policy == "two"
    assert conflict.problem == (
        "assigns stage at tags.stage.tag_key, where one at the same node assigns STAGE,"
        " and AWS goes by the order of their attachment"
    )


def test_policies_at_one_node_may_say_the_same() -> None:
    """A value that both assign, lists in whatever order, is no conflict."""
    one = policy("one", "Root", _tag(tag_value={"@@assign": ["dev", "prod"]}))
    two = policy("two", "Root", _tag(tag_value={"@@assign": ["prod", "dev"]}))
    assert set(shown("One/a", one, two)["tags"]["stage"]["tag_value"]) == {"dev", "prod"}


def test_what_depends_on_the_order_at_one_node_is_a_conflict() -> None:
    """Assigning beside appending, and adding what another one takes away."""
    assign = policy("assign", "Root", _tag(tag_value={"@@assign": ["dev"]}))
    append = policy("append", "Root", _tag(tag_value={"@@append": ["prod"]}))
    remove = policy("remove", "Root", _tag(tag_value={"@@remove": ["prod"]}))
    other = policy("other", "Root", _tag(tag_value={"@@remove": ["lab"]}))
    assert [one.policy for one in computed(assign, append).conflicts] == ["append"]
    assert [one.policy for one in computed(append, remove).conflicts] == ["remove"]
    assert computed(append, other).conflicts == ()


def test_a_locked_block_takes_no_new_keys_and_guards_nothing_inside() -> None:
    """AI opt-out, example 1: each of its three locks keeps something else in place."""
    parent = policy(
        "parent", "Root", {"services": {LOCK: NONE, "default": {"opt_out_policy": {"@@assign": "optOut"}}}}
    )
    adds = policy("adds", "One", {"services": {"lex": {"opt_out_policy": {"@@assign": "optIn"}}}})
    changes = policy("changes", "One", {"services": {"default": {"opt_out_policy": {"@@assign": "optIn"}}}})
    (conflict,) = computed(parent, adds).conflicts
    assert conflict.problem == "adds services.lex, which parent at Root forbids below itself"
    assert shown("One/a", parent, changes)["services"] == {"default": {"opt_out_policy": "optIn"}}


def test_a_locked_value_leaves_other_keys_open() -> None:
    """AI opt-out, example 2: a service beside the locked default may still be opted in."""
    locked = {LOCK: NONE, "opt_out_policy": {LOCK: NONE, "@@assign": "optOut"}}
    parent = policy("parent", "Root", {"services": {"default": locked}})
    child = policy("child", "One/a", {"services": {"lex": {"opt_out_policy": {"@@assign": "optIn"}}}})
    assert shown("One/a", parent, child) == {
        "services": {"default": {"opt_out_policy": "optOut"}, "lex": {"opt_out_policy": "optIn"}}
    }


def test_a_plan_may_be_added_beside_a_locked_one() -> None:
    """Backup, example 4: @@append on the block lets children add plans, and the plan's own lock holds."""
    parent = policy(
        "parent",
        "Root",
        {
            "plans": {
                LOCK: ["@@append"],
                "daily": {LOCK: NONE, "regions": {LOCK: NONE, "@@assign": ["eu-west-1"]}},
            }
        },
    )
    child = policy("child", "One", {"plans": {"monthly": {"regions": {"@@assign": ["eu-west-2"]}}}})
    worse = policy(
        "worse", "Two", {"plans": {"daily": {"rules": {"r": LOCKED}, "regions": {"@@append": ["us-east-1"]}}}}
    )
    assert shown("One/a", parent, child)["plans"] == {
        "daily": {"regions": ["eu-west-1"]},
        "monthly": {"regions": ["eu-west-2"]},
    }
    assert [one.path for one in computed(parent, worse).conflicts] == [
        ("plans", "daily", "rules"),
        ("plans", "daily", "regions"),
    ]


def test_a_lock_can_not_be_undone_below() -> None:
    """What the root forbids, a unit can't allow the account again."""
    parent = policy("parent", "Root", _tag(tag_value={LOCK: NONE, "@@assign": ["dev"]}))
    unit = policy("unit", "One", _tag(tag_value={LOCK: ["@@all"]}))
    account = policy("account", "One/a", _tag(tag_value={"@@append": ["lab"]}))
    (conflict,) = computed(parent, unit, account).conflicts
    assert (conflict.policy, conflict.other_policy) == ("account", "parent")


def test_every_setting_names_the_policies_that_made_it() -> None:
    """Those whose values are gone aren't among them."""
    unit = policy("unit", "One", _tag(tag_value={"@@append": ["lab"]}))
    account = policy("account", "One/a", _tag(tag_key={"@@assign": "STAGE"}))
    found = computed(PARENT, unit, account)
    by = {path[-1]: by for path, _, by in settings(found.states["One/a"])}
    assert by == {
        "tag_key": (Contribution("account", "One/a", "@@assign"),),
        "tag_value": (Contribution("parent", "Root", "@@assign"), Contribution("unit", "One", "@@append")),
    }


def test_the_management_account_inherits_from_the_root() -> None:
    """Service control policies exempt it, these don't."""
    assert shown("management", PARENT) == shown("Two/z", PARENT)


def test_numbers_and_truth_values_become_text() -> None:
    """As AWS shows them in the effective policy."""
    one = policy("one", "Root", {"plans": {"a": {"x": {"@@assign": False}, "y": {"@@assign": 4}}}})
    assert shown("Root", one) == {"plans": {"a": {"x": "false", "y": "4"}}}
