"""The difference in effect between two postures, as text, Markdown and JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from guardrails.errors import one_line
from guardrails.organization import Account, Node, Organization
from guardrails.policy import action_set
from guardrails.policy.document import SCP
from guardrails.posture.compare import Change, Comparison, Direction
from guardrails.posture.compare.model import Scope
from guardrails.posture.compare.settings import SettingsChange
from guardrails.report import management
from guardrails.report.words import counted

NOTHING = "No one gains or loses anything."
_WORDS = {
    Direction.WIDENED: ("Widened", "denied before, allowed now"),
    Direction.NARROWED: ("Narrowed", "allowed before, denied now"),
    Direction.UNDECIDED: ("Undecided", "nobody can say what becomes of it"),
}
_EVERY_ACCOUNT = "arn:aws:iam::*:"
_WORDY = re.compile(r"[a-z ]+")
_FEW = 5
_SHOWN = 8
"""How many changes of a direction stand above the fold."""


def text(comparison: Comparison) -> Iterator[str]:
    """Render for a terminal, line by line."""
    yield one_line(headline(comparison))
    for direction, changes in _by_direction(comparison):
        yield ""
        title, meaning = _WORDS[direction]
        yield f"{title}: {meaning}"
        for scope, alike in _by_scope(changes):
            yield one_line(f"  {_sentence(scope, alike, comparison.organization)}")
            for change in alike:
                told = f"{_which(change, comparison.organization)}: " if len(alike) > 1 else ""
                yield one_line(f"    {told}for instance {change.witness}{_because(change)}")
    yield from management.changed_text(comparison.settings, _whereabouts(comparison))
    yield from (one_line(note) for note in _notes(comparison))


def markdown(comparison: Comparison) -> Iterator[str]:
    """Render for a pull request, line by line: what matters first, details folded."""
    yield f"### {headline(comparison)}"
    for direction, changes in _by_direction(comparison):
        title, meaning = _WORDS[direction]
        rows = list(_by_scope(changes))
        yield ""
        yield f"**{title}** ({meaning})"
        yield ""
        for scope, alike in rows[:_SHOWN]:
            yield one_line(f"- {_sentence(scope, alike, comparison.organization, code='`')}")
        if len(rows) > _SHOWN:
            yield f"- and {len(rows) - _SHOWN} more, below"
        yield ""
        yield "<details><summary>Each change with accounts, services and a request that shows it</summary>"
        yield ""
        yield "| who and where | accounts | actions | for instance | policies |"
        yield "|---|---|---|---|---|"
        for scope, alike in rows:
            for change in alike:
                yield _row(scope, change, comparison.organization)
        yield ""
        yield "</details>"
    yield from management.changed_markdown(comparison.settings, _whereabouts(comparison))
    for note in _notes(comparison):
        yield ""
        yield one_line(note)


def _whereabouts(comparison: Comparison) -> Callable[[SettingsChange], str]:
    return lambda change: where(comparison.organization, set(change.accounts), set(change.units))


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Render as what JSON can hold."""
    return {
        "same_effect": not comparison.changes,
        "directions": sorted(comparison.directions()),
        "changes": [_change(change) for change in comparison.changes],
        "accounts": {
            "compared": comparison.accounts,
            "joined": list(comparison.joined),
            "left": list(comparison.left),
            "moved": [{"from": old, "to": new} for old, new in comparison.moved],
        },
        "policies_changed": comparison.texts_changed,
        "undecided_because": list(comparison.reasons),
        "management_policies": management.changed_json(comparison.settings),
    }


def headline(comparison: Comparison) -> str:
    """Say in one sentence what comes out."""
    if not comparison.changes:
        texts = comparison.texts_changed
        because = f" {texts} policies were written otherwise, to the same effect." if texts else ""
        return NOTHING + because + _settings(comparison)
    said = [
        f"{counted(len(set().union(*(change.accounts for change in changes))), 'account')} {verb}"
        for direction, verb in (
            (Direction.WIDENED, "may do more"),
            (Direction.NARROWED, "may do less"),
            (Direction.UNDECIDED, "may do nobody knows what"),
        )
        if (changes := [one for one in comparison.changes if one.scope.direction is direction])
    ]
    return f"{'; '.join(said)}, of {comparison.accounts:,} that were compared.{_settings(comparison)}"


def _settings(comparison: Comparison) -> str:
    accounts = {path for change in comparison.settings for path in change.accounts}
    verb = "gets" if len(accounts) == 1 else "get"
    return f" {counted(len(accounts), 'account')} {verb} other settings." if comparison.settings else ""


def _by_direction(comparison: Comparison) -> Iterator[tuple[Direction, list[Change]]]:
    for direction, changes in groupby(comparison.changes, key=lambda change: change.scope.direction):
        yield direction, list(changes)


def _by_scope(changes: Iterable[Change]) -> Iterator[tuple[Scope, list[Change]]]:
    """Put together what differs in accounts and actions alone, in the order of the first of each."""
    grouped: dict[Scope, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.scope, []).append(change)
    yield from grouped.items()


def _sentence(scope: Scope, alike: Sequence[Change], organization: Organization, code: str = "") -> str:
    accounts = {path for change in alike for path in change.accounts}
    units = {path for change in alike for path in change.units}
    actions = 0
    for change in alike:
        actions |= change.actions
    said = f"{_who(scope, code)}: {what(actions, code)}{_where(scope, code)}{_condition(scope, code)}"
    return f"{said}, in {where(organization, accounts, units)}"


def _who(scope: Scope, code: str) -> str:
    everyone = "Everyone" if scope.policy_type == SCP else "Everyone, on these accounts' resources"
    if scope.principals is not None:
        named = _listed(scope.principals, code)
        return named if scope.policy_type == SCP else f"{named}, on these accounts' resources"
    return f"{everyone} but {_listed(scope.but_principals, code)}" if scope.but_principals else everyone


def _where(scope: Scope, code: str) -> str:
    if scope.regions is not None:
        return f", in {_listed(scope.regions, code)}"
    return f", in every region but {_listed(scope.but_regions, code)}" if scope.but_regions else ""


def _condition(scope: Scope, code: str) -> str:
    depends = f", depending on {_listed(scope.conditions, code)}" if scope.conditions else ""
    return depends if scope.certain else f"{depends}, as far as anybody can say"


def _listed(names: Sequence[str], code: str) -> str:
    """Join names, those of roles and users of every account without what such ARNs have in common."""
    short = (name.removeprefix(_EVERY_ACCOUNT) for name in names)
    return ", ".join(f"{code}{name}{code}" if not _WORDY.fullmatch(name) else name for name in short)


def what(actions: int, code: str = "") -> str:
    """Say which actions a set has: a few by name, more by service."""
    known = actions & action_set.known()
    services = action_set.by_service(known)
    count = action_set.count(known)
    if 0 < count <= _FEW:
        return ", ".join(f"{code}{name}{code}" for name in action_set.names(known))
    future = ", and what AWS will add" if actions & ~action_set.known() else ""
    if len(services) == 1:
        return f"{counted(count, 'action')} of {next(iter(services))}{future}"
    if 0 < len(services) <= _FEW:
        by_service = ", ".join(f"{action_set.count(some)} of {name}" for name, some in services.items())
        return f"{counted(count, 'action')} ({by_service}){future}"
    return f"{counted(count, 'action')} of {counted(len(services), 'service')}{future}"


def where(organization: Organization, accounts: set[str], units: set[str]) -> str:
    """Name accounts by the highest nodes that cover just them; units stand for accounts yet to be created."""
    named = list(_covering(organization.root, accounts, units))
    total = counted(len(accounts), "account")
    if named == [organization.root.path]:
        return f"every member account ({len(accounts):,}) and those to come"
    shown = ", ".join(named[:_SHOWN]) + (f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else "")
    return f"{total}: {shown}" if accounts else f"accounts to come: {shown}"


def _covering(node: Node, accounts: set[str], units: set[str]) -> Iterator[str]:
    if _covered(node, accounts, units):
        yield node.path
    elif not isinstance(node, Account):
        if node.path in units and accounts:
            yield f"new ones in {node.path}"
        elif node.path in units:
            yield node.path
        for child in node.children:
            yield from _covering(child, accounts, units)


def _covered(node: Node, accounts: set[str], units: set[str]) -> bool:
    if isinstance(node, Account):
        return node.path in accounts
    return node.path in units and all(_covered(child, accounts, units) for child in node.children)


def _which(change: Change, organization: Organization) -> str:
    accounts = where(organization, set(change.accounts), set(change.units))
    return f"{accounts}, {what(change.actions)}"


def _because(change: Change) -> str:
    policies = _policies(change)
    return f" ({policies})" if policies else ""


def _policies(change: Change) -> str:
    before, after = (", ".join(names[:_FEW]) for names in (change.before, change.after))
    parts = [f"denied before by {before}"] if before else []
    parts += [f"denied now by {after}"] if after else []
    return "; ".join(parts)


def _row(scope: Scope, change: Change, organization: Organization) -> str:
    cells = (
        f"{_who(scope, '`')}{_where(scope, '`')}{_condition(scope, '`')}",
        where(organization, set(change.accounts), set(change.units)),
        f"{what(change.actions, '`')}{_services(change.actions)}",
        str(change.witness),
        _policies(change),
    )
    return one_line("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")


def _services(actions: int) -> str:
    """List the services with most actions, where naming all of them would be too much."""
    services = action_set.by_service(actions & action_set.known())
    if len(services) <= _FEW:
        return ""
    largest = sorted(services, key=lambda name: (-action_set.count(services[name]), name))[:_SHOWN]
    named = ", ".join(f"{name} {action_set.count(services[name])}" for name in largest)
    return f": {named}, …"


def _notes(comparison: Comparison) -> Iterator[str]:
    if comparison.joined:
        yield f"Only in the second: {', '.join(comparison.joined)}; there is nothing to compare them with."
    if comparison.left:
        yield f"Only in the first: {', '.join(comparison.left)}."
    if comparison.moved:
        yield f"Moved or renamed: {', '.join(f'{old} to {new}' for old, new in comparison.moved)}."
    if comparison.reasons:
        yield f"What is undecided: {'; '.join(comparison.reasons)}."


def _change(change: Change) -> dict[str, Any]:
    scope = change.scope
    known = change.actions & action_set.known()
    return {
        "direction": scope.direction.value,
        "certain": scope.certain,
        "policy_type": scope.policy_type,
        "accounts": list(change.accounts),
        "future_accounts_of": list(change.units),
        "regions": scope.regions and list(scope.regions),
        "all_regions_but": list(scope.but_regions),
        "principals": scope.principals and list(scope.principals),
        "all_principals_but": list(scope.but_principals),
        "depends_on": list(scope.conditions),
        "actions": action_set.count(known),
        "by_service": {name: action_set.count(some) for name, some in action_set.by_service(known).items()},
        "action_patterns": list(action_set.patterns(change.actions)),
        "denied_before_by": list(change.before),
        "denied_after_by": list(change.after),
        "witness": change.witness.to_dict(),
    }
