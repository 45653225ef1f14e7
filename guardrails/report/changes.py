"""Changes told as a person reads them: who, what, where, on what condition, for instance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from guardrails.aws_facts.arns import iam_arn
from guardrails.errors import counted
from guardrails.organization import Account, Node, Organization
from guardrails.policy import action_set
from guardrails.policy.language.document import SCP
from guardrails.posture.compare import Change
from guardrails.posture.compare.model import Scope

FEW = 5
"""How many names are told one by one."""
SHOWN = 8
_EVERY_ACCOUNT = iam_arn("*", "")
_WORDY = re.compile(r"[a-z ]+")


@dataclass(frozen=True)
class Story:
    """Changes in the same regions for the same principals, on any further conditions."""

    scope: Scope
    """The scope that all of them have in common, without conditions."""
    sure: tuple[Change, ...]
    """Changes that happen for all values of a request's other keys."""
    in_part: tuple[Change, ...]
    """Changes that happen for some requests only, since other guardrails look at more of them."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """All of it, what is sure first."""
        return self.sure + self.in_part


def stories(changes: Iterable[Change]) -> tuple[Story, ...]:
    """Put together what differs in accounts, actions and conditions alone, in the order of the first ones."""
    grouped: dict[Scope, list[Change]] = {}
    for change in changes:
        grouped.setdefault(replace(change.scope, conditions=()), []).append(change)
    return tuple(
        Story(
            scope,
            tuple(story_change for story_change in scope_changes if not story_change.scope.conditions),
            tuple(story_change for story_change in scope_changes if story_change.scope.conditions),
        )
        for scope, scope_changes in grouped.items()
    )


def sentence(story: Story, organization: Organization, code: str = "") -> str:
    """Say in one line who gains or loses what, and where: what is sure or, where nothing is, what is in part.

    Args:
        story: what changes.
        organization: where the accounts stand.
        code: what stands around names, such as a backtick.
    """
    main, scope = story.sure or story.in_part, story.scope
    what_changes = f"{_together(main, code)}{regions(scope, code)}{depending(main, code)}{certainty(scope)}"
    return f"{principals_text(scope, code)}: {what_changes}, in {accounts_of(story.changes, organization)}"


def remainder(story: Story, code: str = "") -> str:
    """Say what changes in part where something else is sure; nothing where that is all."""
    if not story.sure or not story.in_part:
        return ""
    return f"and, in part, {_together(story.in_part, code)}{depending(story.in_part, code)}"


def single(change: Change, organization: Organization, code: str = "") -> str:
    """Say of one change of a story which actions it is about, on what condition, and in which accounts."""
    condition, accounts = depending([change], code), accounts_of([change], organization)
    return f"{actions_text(change.actions, code)}{condition}, in {accounts}"


def accounts_of(changes: Iterable[Change], organization: Organization) -> str:
    """Name the accounts, and the units of accounts to come, of some changes."""
    listed = list(changes)
    accounts = {path for change in listed for path in change.accounts}
    return places_text(organization, accounts, {path for change in listed for path in change.units})


def _together(changes: Iterable[Change], code: str) -> str:
    """Say which actions some changes are about; where accounts differ, at most."""
    of_place: dict[tuple[bool, str], int] = {}
    for change in changes:
        places = (*((True, path) for path in change.accounts), *((False, path) for path in change.units))
        for place in places:
            of_place[place] = of_place.get(place, 0) | change.actions
    union = reduce(or_, of_place.values(), 0)
    return actions_text(union, code, at_most=len({*of_place.values()}) > 1)


def principals_text(scope: Scope, code: str = "") -> str:
    """Name the principals."""
    everyone = "Everyone" if scope.policy_type == SCP else "Everyone, on these accounts' resources"
    if scope.principals is not None:
        named = _listed(scope.principals, code)
        return named if scope.policy_type == SCP else f"{named}, on these accounts' resources"
    return f"{everyone} but {_listed(scope.but_principals, code)}" if scope.but_principals else everyone


def regions(scope: Scope, code: str = "") -> str:
    """Name the regions, nothing where it is all of them."""
    if scope.regions is not None:
        return f", in {_listed(scope.regions, code)}"
    return f", in every region but {_listed(scope.but_regions, code)}" if scope.but_regions else ""


def depending(changes: Iterable[Change], code: str = "") -> str:
    """Name the condition keys on which changes hang, nothing where there are none."""
    keys = sorted({key for change in changes for key in change.scope.conditions})
    more = f" and {counted(len(keys) - FEW, 'other key')}" if len(keys) > FEW + 1 else ""
    return f", depending on {_listed(keys[:FEW] if more else keys, code)}{more}" if keys else ""


def certainty(scope: Scope) -> str:
    """Mark a change that depends on a statement of which it is unknown whether it applies."""
    return "" if scope.certain else ", as far as anybody can say"


def _listed(names: Sequence[str], code: str) -> str:
    """Join names, those of roles and users of every account without what such ARNs have in common."""
    short = (name.removeprefix(_EVERY_ACCOUNT) for name in names)
    return ", ".join(f"{code}{name}{code}" if not _WORDY.fullmatch(name) else name for name in short)


def actions_text(actions: int, code: str = "", *, at_most: bool = False) -> str:
    """Say which actions a set has, a few by name, more by service; or that there are no more than that."""
    known_actions = actions & action_set.catalogue_actions()
    services = action_set.by_service(known_actions)
    count = action_set.count(known_actions)
    if not known_actions:
        added_to = (service.strip("()") for service in action_set.by_service(actions))
        return f"what AWS will add to {', '.join(added_to)}"
    if count <= FEW:
        return ", ".join(f"{code}{name}{code}" for name in action_set.names(known_actions))
    future = ", and what AWS will add" if actions & ~action_set.catalogue_actions() else ""
    phrase = ("up to " if at_most else "") + counted(count, "action")
    if len(services) == 1:
        return f"{phrase} of {next(iter(services))}{future}"
    if 0 < len(services) <= FEW:
        by_service = ", ".join(
            f"{action_set.count(service_actions)} of {name}" for name, service_actions in services.items()
        )
        return f"{phrase} ({by_service}){future}"
    return f"{phrase} of {counted(len(services), 'service')}{future}"


def places_text(organization: Organization, accounts: set[str], units: set[str]) -> str:
    """Name accounts by the highest nodes that cover just them; units stand for accounts yet to be created."""
    named = list(_covering(organization.root, accounts, units))
    total = counted(len(accounts), "account")
    if named == [organization.root.path]:
        return f"every member account ({len(accounts):,}) and those to come"
    shown = ", ".join(named[:SHOWN]) + (f" and {len(named) - SHOWN} more" if len(named) > SHOWN else "")
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


def denying(change: Change) -> str:
    """Name the policies that deny the request which shows a change, before or after."""
    before, after = (", ".join(names[:FEW]) for names in (change.before, change.after))
    parts = [f"denied before by {before}"] if before else []
    parts += [f"denied now by {after}"] if after else []
    return "; ".join(parts)


def largest_services(actions: int) -> str:
    """List the services with most actions, where naming all of them would be too much."""
    services = action_set.by_service(actions & action_set.catalogue_actions())
    if len(services) <= FEW:
        return ""
    largest = sorted(services, key=lambda name: (-action_set.count(services[name]), name))[:SHOWN]
    named = ", ".join(f"{name} {action_set.count(services[name])}" for name in largest)
    return f": {named}, …"
