"""Find calls in a region, or through a service, that the baseline doesn't expect in an account.

Expected are the regions and services that the baseline's lists let an account use. The management account is
compared with the list of the root, although no policy binds it. Names that are denied everywhere are one
question for all accounts. A list that differs adds the further names that its accounts are denied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import and_
from typing import NamedTuple

from guardrails.aws_facts import GLOBAL_ACTIONS
from guardrails.baseline import Baseline
from guardrails.baseline.lists import ListKind
from guardrails.organization import ROOT_PATH
from guardrails.policy.name_set import NameSet
from guardrails.stacks.alerts.alarms.pattern import MAX_CHARACTERS, choices, equals, false, missing, pattern

GLOBAL_HOMES = ("us-east-1", "us-west-2")
"""Where the calls of global services are recorded: AWS Global Accelerator's in us-west-2, all others' in
us-east-1.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
"""
_CHANGED = (equals("eventType", "AwsApiCall"), false("readOnly"), missing("errorCode"))
_EVERYBODY = NameSet.all_but()
_ROOM_FOR_ACCOUNTS = 450
"""Characters of a pattern that may be spent on naming accounts: ten of them."""
_FEW_ACCOUNTS = 9

# The names that services have in events, where it isn't the prefix that IAM knows them by.
# Source: the services' pages in https://docs.aws.amazon.com/eventbridge/latest/ref/events.html, "via
# AWS CloudTrail", checked 2026-11-22.
_OWN_SOURCES: Mapping[str, tuple[str, ...]] = {
    "application-autoscaling": ("application-autoscaling", "autoscaling"),
    "aws-marketplace": ("aws-marketplace", "marketplace"),
    "aws-portal": ("aws-portal", "billingconsole"),
    "cloudwatch": ("monitoring",),
    "mq": ("amazonmq", "mq"),
    "tag": ("tagging",),
}


class Surprise(NamedTuple):
    """The unexpected names in some accounts; in all accounts where none is meant in particular."""

    accounts: NameSet
    names: NameSet


def region_patterns(baseline: Baseline, *, by_account: bool) -> tuple[str, ...]:
    """Build the filters for changes in a region that the account may not use.

    Where the calls of global services are recorded, what such services do is expected.
    """
    return tuple(_region_patterns(surprises(baseline, "regions", by_account=by_account)))


def service_patterns(baseline: Baseline, *, by_account: bool) -> tuple[str, ...]:
    """Build the filters for changes by a service that the account may not use."""
    return tuple(
        text
        for surprise in surprises(baseline, "services", by_account=by_account)
        for text in _patterns(surprise.accounts, "eventSource", sources(surprise.names))
    )


def surprises(baseline: Baseline, kind: ListKind, *, by_account: bool) -> list[Surprise]:
    """List what is unexpected, each name for each account once.

    Args:
        baseline: a checked baseline.
        kind: "regions" or "services".
        by_account: whether an account is held against its own list, or all against what none may use.
    """
    tree, lists = baseline.tree, baseline.denied[kind]
    in_management = lists[ROOT_PATH]
    if kind == "regions":
        in_management -= NameSet.of(*_typed_regions(baseline))
    everywhere = reduce(and_, lists.values(), in_management)
    common_surprises = [Surprise(_EVERYBODY, everywhere)] if everywhere else []
    if not by_account:
        return common_surprises
    denied = {account.id: lists[account.path] for account in tree.accounts}
    denied[tree.management_account.id] = in_management
    beyond = {account: names - everywhere for account, names in denied.items()}
    return common_surprises + [
        Surprise(_shortest(accounts, frozenset(denied)), names) for accounts, names in _shared(beyond)
    ]


def _typed_regions(baseline: Baseline) -> Iterator[str]:
    """Yield the regions other than the home region in which the deployment makes a section's stacks."""
    for section in (baseline.budgets, baseline.access):
        if section is not None and section.region is not None:
            yield section.region


def sources(services: NameSet) -> NameSet:
    """Translate services to the event sources that they are recorded under."""
    event_sources = (source for prefix in services.names for source in _OWN_SOURCES.get(prefix, (prefix,)))
    return NameSet(frozenset(f"{source}.*" for source in event_sources), complement=services.complement)


def global_services() -> NameSet:
    """Return the services that the guardrail on regions lets through as a whole."""
    return NameSet(frozenset(action[:-2] for action in GLOBAL_ACTIONS if action.endswith(":*")))


def _region_patterns(unexpected_regions: list[Surprise]) -> Iterator[str]:
    for accounts, regions in unexpected_regions:
        homes = [home for home in GLOBAL_HOMES if home in regions]
        if away := regions - NameSet.of(*GLOBAL_HOMES):
            yield from _patterns(accounts, "awsRegion", away)
        if homes:
            home_term = equals("awsRegion", *homes)
            yield from _patterns(accounts, "eventSource", ~sources(global_services()), home_term)


def _patterns(accounts: NameSet, field: str, names: NameSet, *terms: str) -> Iterator[str]:
    for account_terms in _account_terms(accounts):
        shared_terms = (*_CHANGED, *account_terms, *terms)
        room = MAX_CHARACTERS - len(pattern(*shared_terms, ""))
        for choice in choices(field, names, room):
            yield pattern(*shared_terms, choice)


def _account_terms(accounts: NameSet) -> Iterator[tuple[str, ...]]:
    if accounts == _EVERYBODY:
        yield ()
        return
    for term in choices("recipientAccountId", accounts, _ROOM_FOR_ACCOUNTS):
        yield (term,)


def _shared(names_of: Mapping[str, NameSet]) -> Iterator[tuple[frozenset[str], NameSet]]:
    """Turn what each account is denied around: who shares a denial of the same names."""
    endless: dict[NameSet, set[str]] = {}
    accounts_of: dict[str, set[str]] = {}
    for account, names in names_of.items():
        if names.complement:
            endless.setdefault(names, set()).add(account)
        for name in () if names.complement else names.names:
            accounts_of.setdefault(name, set()).add(account)
    together: dict[frozenset[str], set[str]] = {}
    for name in sorted(accounts_of):
        together.setdefault(frozenset(accounts_of[name]), set()).add(name)
    for accounts, shared in together.items():
        yield accounts, NameSet(frozenset(shared))
    for names, denied in endless.items():
        yield frozenset(denied), names


def _shortest(accounts: frozenset[str], all_accounts: frozenset[str]) -> NameSet:
    """Name the accounts, or the others where they are few; those who join later are among the many."""
    other_accounts = all_accounts - accounts
    if len(other_accounts) < len(accounts) and len(other_accounts) <= _FEW_ACCOUNTS:
        return NameSet(other_accounts, complement=True)
    return NameSet(accounts)
