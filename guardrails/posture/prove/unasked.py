"""The questions that the proof doesn't ask, because the file lacks their subject or the scope excludes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrails.baseline.existing_sets import assignments_of_others, source_of
from guardrails.baseline.model import Baseline
from guardrails.errors import counted
from guardrails.organization import covers
from guardrails.posture.model import Posture
from guardrails.posture.prove.report import Unasked
from guardrails.posture.prove.scope import in_scope, outside

_NAMED = 3
"""How many nodes are named that a file lacks."""


def asks_for_guardrails(baseline: Baseline) -> bool:
    """Return whether the file has guardrails, or anything in the accounts that guardrails must protect."""
    evidence = any(entry.deleted is None for entry in baseline.former)
    return bool(baseline.guardrails or baseline.trail or baseline.accounts or evidence)


def unasked(baseline: Baseline, posture: Posture) -> tuple[Unasked, ...]:
    """List what each obligation would ask if the file had it, or if the scope went further."""
    entries = (
        *_without_guardrails(baseline, posture),
        *_missing(baseline),
        *_outside(baseline, posture),
        *_trail_of_others(baseline),
        *_closed(baseline),
        *_of_others(baseline),
    )
    return tuple(dict.fromkeys(entries))


def _without_guardrails(baseline: Baseline, posture: Posture) -> Iterator[Unasked]:
    if posture.declared:
        return
    reason = "no guardrail stands within the scope" if baseline.guardrails else "no guardrails in this file"
    for number in (1, 2, 5) if baseline.foreign is None else (1,):
        yield Unasked(number, reason, whole=True)
    if not asks_for_guardrails(baseline):
        yield Unasked(3, reason, whole=True)
        yield Unasked(4, f"{reason}, and nothing that they would protect", whole=True)


def _missing(baseline: Baseline) -> Iterator[Unasked]:
    """List the sections that aren't there; of what isn't there nobody says that it is protected."""
    if not baseline.regions.allowed:
        yield Unasked(1, "no regions in this file: every region may be used")
    if baseline.trail is None and not baseline.former:
        yield Unasked(2, "no trail in this file")
        yield Unasked(4, "no trail in this file")
    if baseline.accounts is None:
        yield Unasked(2, "no audit role and no break-glass role in this file")
        yield Unasked(4, "no audit role and no break-glass role in this file")
    elif baseline.accounts.break_glass is None or not baseline.accounts.break_glass.enabled:
        yield Unasked(2, "no break-glass role in this file")
    if not baseline.exemptions:
        nothing = baseline.trail is None and baseline.accounts is None
        yield Unasked(3, "no exemptions in this file", whole=nothing)
    if baseline.access is None or not baseline.access.assignments:
        others = assignments_of_others(baseline)
        more = ""
        if others and baseline.foreign is not None:
            amount = counted(len(others), "assignment")
            more = f"; whether the people of {amount} by others, in {source_of(baseline.foreign)}, sign in"
        yield Unasked(2, f"no access.assignments in this file{more}")
    if baseline.alerts is None or not baseline.alerts.break_glass:
        yield Unasked(2, "no alerts.break_glass in this file")


def _trail_of_others(baseline: Baseline) -> Iterator[Unasked]:
    """Name what the owner of an existing trail decides, and no file has."""
    trail = baseline.trail
    if trail is None or trail.existing is None:
        return
    named = f"the trail {trail.trail_name} is that of others"
    yield Unasked(4, f"{named}: which bucket keeps the access logs of {trail.log_bucket}")
    if trail.existing.key is None:
        yield Unasked(4, f"{named}: no key is named that encrypts its log files")


def _of_others(baseline: Baseline) -> Iterator[Unasked]:
    """Name the nodes of which the file with the policies of others says nothing."""
    paths = baseline.foreign.lacking(baseline.tree) if baseline.foreign is not None else ()
    if baseline.foreign is not None and paths:
        named = _first(paths)
        yield Unasked(2, f"policies that others attach to {named}, which {baseline.foreign.file} lacks")


def _outside(baseline: Baseline, posture: Posture) -> Iterator[Unasked]:
    """List what is in the file and outside the scope."""
    if baseline.file.scope is None:
        return
    yield from _guardrails_outside(baseline, posture)
    ids = {account.id: account.path for account in outside(baseline, posture.organization)}
    if not ids:
        return
    if baseline.trail is not None and (archive := baseline.archive_account).id in ids:
        place = f"the archive account {archive.path} is outside the scope"
        yield Unasked(2, f"{place}: whether the deployment and CloudTrail may work there")
        yield Unasked(4, f"{place}: whether its buckets, key and stacks are protected there")
    for index, entry in enumerate(baseline.former):
        if entry.deleted is None and entry.account in ids:
            reason = f"{ids[entry.account]} is outside the scope: whether former[{index}] is protected there"
            yield Unasked(4, reason)
    yield from _roles_outside(baseline, len(ids))


def _closed(baseline: Baseline) -> Iterator[Unasked]:
    """Name the accounts that are closed: nobody gets in, whatever the policies say."""
    paths = sorted(baseline.tree.closed)
    if paths:
        yield Unasked(2, f"who gets into {_first(paths)}: accounts.closed lists it as suspended")


def _first(paths: Sequence[str]) -> str:
    """Name the first of some nodes."""
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return f"{', '.join(paths[:_NAMED])}{more}"


def _roles_outside(baseline: Baseline, number: int) -> Iterator[Unasked]:
    """List who can't enter the accounts outside the scope by this file."""
    accounts, count = baseline.accounts, f"{counted(number, 'account')} outside the scope"
    if accounts is not None and accounts.audit_role.enabled:
        yield Unasked(2, f"whether an auditor reads the {count}: they get no role {accounts.audit_role.name}")
    if accounts is not None and accounts.break_glass is not None and accounts.break_glass.enabled:
        yield Unasked(
            2, f"whether a rescuer enters the {count}: they get no role {accounts.break_glass.name}"
        )
    for name in baseline.alerts.break_glass if baseline.alerts is not None else ():
        yield Unasked(2, f"whether exemptions.{name} can rescue the {count}")


def _meets(baseline: Baseline, posture: Posture, path: str) -> bool:
    """Return whether anything at or below a path is in the scope."""
    organization = posture.organization
    return any(
        covers(path, node.path) and in_scope(baseline, organization, node.path) for node in organization.nodes
    )


def _guardrails_outside(baseline: Baseline, posture: Posture) -> Iterator[Unasked]:
    for guardrail in baseline.guardrails:
        if not any(_meets(baseline, posture, path) for path in guardrail.at):
            name, field = guardrail.name, guardrail.field
            yield Unasked(1, f"{field}: {name} stands only at {', '.join(guardrail.at)}, outside the scope")
