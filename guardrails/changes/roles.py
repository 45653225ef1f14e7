"""The roles that every account gets: who may assume them, from where, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from guardrails.baseline import Baseline
from guardrails.baseline.scope import narrowed
from guardrails.baseline.sections.accounts import AccountRoles, AuditRole
from guardrails.baseline.sections.break_glass import BreakGlass
from guardrails.changes.fields import (
    Meaning,
    by_table,
    less_widens,
    listed,
    more_widens,
    neutral,
    removal_widens,
    widening,
)
from guardrails.changes.model import BaselinePair, Entry, SafetyDirection, covered
from guardrails.changes.policies import policies, policy_changes

_ANYWHERE = ("0.0.0.0/0", "::/0")


def addresses_widen(old: tuple[str, ...], new: tuple[str, ...]) -> SafetyDirection:
    """Judge blocks of addresses; none of them is every address."""
    before, after = (_networks(blocks or _ANYWHERE) for blocks in (old, new))
    return widening(_outside(after, before), _outside(before, after))


_COMMON: dict[str, Meaning] = {
    "name": Meaning(neutral, "is named {new} instead of {old}"),
    "session_hours": Meaning(more_widens, "can be used for {new} hours at once instead of {old}"),
    "require_mfa": Meaning(less_widens, "requires a second factor: {new} instead of {old}"),
    "source_addresses": Meaning(addresses_widen, "can be assumed from {new} instead of {old}", "anywhere"),
}
AUDIT_ROLE: dict[str, Meaning] = {
    **_COMMON,
    "external_id": Meaning(removal_widens, "is assumed with the external ID {new} instead of {old}", "none"),
}
BREAK_GLASS: dict[str, Meaning] = {
    **_COMMON,
    "callers": Meaning(more_widens, "can be assumed by {new} instead of {old}", "no user or role"),
    "permission_sets": Meaning(
        more_widens, "can be assumed with the permission sets {new} instead of {old}", "none"
    ),
}


def role_changes(pair: BaselinePair) -> Iterator[Entry]:
    """Compare the section `accounts`."""
    old, new = pair.before.accounts, pair.after.accounts
    yield from _audit_role(pair, old, new)
    yield from _break_glass(pair, old, new)
    if old is not None and new is not None and old.operations != new.operations:
        sentence = "StackSets works through the accounts otherwise"
        yield pair.new(SafetyDirection.NEUTRAL, ("accounts", "operations"), sentence)


def _audit_role(pair: BaselinePair, old: AccountRoles | None, new: AccountRoles | None) -> Iterator[Entry]:
    path = ("accounts", "audit_role")
    before, after = (_audited(baseline) for baseline in (pair.before, pair.after))
    was, becomes = (None if section is None else section.audit_role for section in (old, new))
    gained, lost = after - before, before - after
    if gained and becomes is not None:
        sentence = f"The audit role {becomes.name} is added: account {_trusted(pair.after, becomes)} may do"
        sentence += f" what {listed(becomes.policies)} allows"
        at = path if not before else ("accounts", "at")
        yield pair.new(SafetyDirection.WIDENED, at, sentence, gained)
    if lost and was is not None:
        sentence = f"The audit role {was.name} is removed"
        if new is None:
            yield pair.old(SafetyDirection.NARROWED, path, sentence, lost)
        else:
            at = path if not after else ("accounts", "at")
            yield pair.new(SafetyDirection.NARROWED, at, sentence, lost)
    if was is not None and becomes is not None:
        yield from _role(pair, path, "The audit role", (was, becomes), AUDIT_ROLE, ids=before & after)
        if _trusted_id(pair.before, was) != _trusted_id(pair.after, becomes):
            sentence = f"The audit role can be assumed by account {_trusted(pair.after, becomes)} instead of"
            sentence += f" {_trusted(pair.before, was)}"
            direction = SafetyDirection.WIDENED if becomes.enabled else SafetyDirection.NEUTRAL
            key = "trusted_account" if becomes.trusted_account else "trusted_account_id"
            yield pair.new(direction, (*path, key), sentence, before & after)


def _role(
    pair: BaselinePair,
    path: tuple[str, ...],
    subject: str,
    roles: tuple[AuditRole | BreakGlass, AuditRole | BreakGlass],
    table: Mapping[str, Meaning],
    *,
    ids: Iterable[str],
) -> Iterator[Entry]:
    was, becomes = roles
    live = was.enabled and becomes.enabled
    if was.enabled != becomes.enabled and not ids:
        return  # the whole role is added or removed, which is one fact
    accounts = set(ids)
    for entry in by_table(pair, path, was, becomes, table, ids=accounts):
        direction = entry.direction if live else SafetyDirection.NEUTRAL
        yield Entry(direction, entry.field, f"{subject} {entry.sentence}", entry.location, entry.accounts)
    for direction, predicate in policy_changes(policies(was.policies), policies(becomes.policies)):
        judged = direction if live else SafetyDirection.NEUTRAL
        yield pair.new(judged, (*path, "policies"), f"{subject} {predicate}", accounts)


def _break_glass(pair: BaselinePair, old: AccountRoles | None, new: AccountRoles | None) -> Iterator[Entry]:
    path = ("accounts", "break_glass")
    was, becomes = (None if section is None else section.break_glass for section in (old, new))
    before, after = (
        covered(baseline, baseline.scope) if role is not None and role.enabled else set[str]()
        for role, baseline in ((was, pair.before), (becomes, pair.after))
    )
    if after and not before and becomes is not None:
        callers = listed(
            [*becomes.callers, *(f"the permission set {name}" for name in becomes.permission_sets)]
        )
        sentence = (
            f"The role {becomes.name} is added: {callers} may do what {listed(becomes.policies)} allows"
        )
        yield pair.new(SafetyDirection.WIDENED, path, sentence, after)
    elif before and not after and was is not None:
        side = pair.old if becomes is None else pair.new
        yield side(SafetyDirection.NARROWED, path, f"The role {was.name} is removed", before)
    elif was is not None and becomes is not None:
        yield from _role(
            pair, path, f"The role {becomes.name}", (was, becomes), BREAK_GLASS, ids=before & after
        )


def _audited(baseline: Baseline) -> set[str]:
    """Return the ids of the accounts that have the audit role; the management account always does."""
    section = baseline.accounts
    if section is None or not section.audit_role.enabled:
        return set()
    return covered(baseline, narrowed(baseline, section.at)) | {baseline.tree.management_account.id}


def _trusted_id(baseline: Baseline, role: AuditRole) -> str:
    if role.trusted_account is not None:
        return baseline.tree.by_path[role.trusted_account].id
    return str(role.trusted_account_id)


def _trusted(baseline: Baseline, role: AuditRole) -> str:
    node = baseline.tree.by_id.get(_trusted_id(baseline, role))
    return f"{role.trusted_account_id}, outside the organization," if node is None else node.path


def _networks(blocks: Iterable[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    networks = [ip_network(str(block)) for block in blocks]
    version4 = collapse_addresses(network for network in networks if isinstance(network, IPv4Network))
    version6 = collapse_addresses(network for network in networks if isinstance(network, IPv6Network))
    return (*version4, *version6)


def _outside(
    inner: Iterable[IPv4Network | IPv6Network], outer: Iterable[IPv4Network | IPv6Network]
) -> list[IPv4Network | IPv6Network]:
    """List the blocks that no block of the others contains."""
    networks = tuple(outer)
    return [
        block
        for block in inner
        if not any(type(block) is type(network) and block.subnet_of(network) for network in networks)  # type: ignore[arg-type]
    ]
