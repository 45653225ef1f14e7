"""Changes that open nothing: tags, accepted findings, former evidence, and facts of the organization."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import limited_to, named_scope
from guardrails.changes.fields import Meaning, by_table, neutral, removal_widens
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection, covered

ORGANIZATION: dict[str, Meaning] = {
    "id": Meaning(neutral, "The organization is {new} instead of {old}"),
    "root": Meaning(neutral, "The root is {new} instead of {old}"),
    "home_region": Meaning(neutral, "The home region is {new} instead of {old}"),
    "management_account": Meaning(neutral, "The management account is {new} instead of {old}"),
    "reserved_slots": Meaning(neutral, "Slots for policies of others: {new} instead of {old}"),
    "foreign": Meaning(
        removal_widens,
        "Policies of others are taken from {new} instead of {old}",
        "no file",
    ),
    "quotas": Meaning(neutral, "The quotas are {new} instead of {old}"),
    "qualifier": Meaning(neutral, "The bootstrap qualifier is {new} instead of {old}"),
}
"""Units and accounts are left to the comparison of the policies, which names who joined, left and moved."""


def other_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Compare the sections that open nothing by themselves; what they do to policies shows there."""
    old, new = pair.before, pair.after
    yield from _scope(pair)
    yield from by_table(pair, ("organization",), old.organization, new.organization, ORGANIZATION)
    for key in dict.fromkeys((*old.tags, *new.tags)):
        was, becomes = old.tags.get(key), new.tags.get(key)
        if was != becomes:
            side = pair.old if becomes is None else pair.new
            sentence = f"The tag {key} is {becomes or 'removed'} instead of {was or 'absent'}"
            yield side(SafetyDirection.NEUTRAL, ("tags", key), sentence)
    for section, noun in (("accept", "The acceptance of"), ("former", "The former evidence of")):
        yield from _list(pair, section, noun)


def _list(pair: BaselinePair, section: str, noun: str) -> Iterator[Entry]:
    old, new = (_entries(baseline, section) for baseline in (pair.before, pair.after))
    for value, (index, name) in new.items():
        if value not in old:
            yield pair.new(SafetyDirection.NEUTRAL, (section, index), f"{noun} {name} is added or changed")
    for value, (index, name) in old.items():
        if value not in new:
            yield pair.old(SafetyDirection.NEUTRAL, (section, index), f"{noun} {name} is removed or changed")


def _entries(baseline: Baseline, section: str) -> dict[str, tuple[int, str]]:
    return {
        entry.model_dump_json(): (index, str(getattr(entry, "id", "") or getattr(entry, "account", "")))
        for index, entry in enumerate(getattr(baseline, section))
    }


def _scope(pair: BaselinePair) -> Iterator[Entry]:
    """Say which accounts join the scope and which leave it: nothing is proven of those that leave."""
    old, new = (covered(baseline, baseline.scope) for baseline in (pair.before, pair.after))
    was, becomes = (named_scope(limited_to(baseline)) for baseline in (pair.before, pair.after))
    ids_before = {account.id for account in pair.before.tree.accounts}
    sentence = f"The scope is {becomes} instead of {was}: guardrails and proof"
    if joining := (new - old) & ids_before:
        yield pair.new(SafetyDirection.NARROWED, ("scope",), f"{sentence} reach more accounts", joining)
    still = {account.id for account in pair.after.tree.accounts}
    if leaving := (old - new) & still:
        side = pair.old if pair.after.file.scope is None else pair.new
        yield side(SafetyDirection.WIDENED, ("scope",), f"{sentence} leave accounts alone", leaving)
    if was != becomes and not joining and not leaving:
        yield pair.new(SafetyDirection.NEUTRAL, ("scope",), f"{sentence} reach the same accounts")
