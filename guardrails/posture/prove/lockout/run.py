"""Try the very requests that deployments, deliveries, sign-ins and rescues consist of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from guardrails.baseline.model import Baseline
from guardrails.errors import Location
from guardrails.policy.decide.ruleset import Cause
from guardrails.policy.space.automaton import UndecidableError
from guardrails.policy.space.parties import OrgPath
from guardrails.posture.model import Policy
from guardrails.posture.prove.expect import Intents
from guardrails.posture.prove.lockout.archive import archive
from guardrails.posture.prove.lockout.bound import BoundWorld, RefusedCall
from guardrails.posture.prove.lockout.everywhere import roles_everywhere
from guardrails.posture.prove.lockout.needs import Need
from guardrails.posture.prove.lockout.rescue import rescuers
from guardrails.posture.prove.lockout.sign_in import sign_ins
from guardrails.posture.prove.report import Failure, Unproven, Witness
from guardrails.posture.prove.worlds import World
from guardrails.posture.to_come import is_new, title_of, unit_of


def lockouts(baseline: Baseline, world: World) -> Iterator[Failure | Unproven]:
    """Find the people and services that lose a need in an account.

    These have needs:

    - StackSets' role, which puts the audit and the break-glass role there
    - auditors and rescuers, who assume these roles
    - the roles that deploy the trail's archive, and the principals that assume them
    - the services of AWS that write into the archive
    - people with a permission set, who sign in
    - the rescuers: everyone whom all controls exempt and whom `alerts.break_glass` names
    """
    bound = BoundWorld(world, baseline.organization.home_region)
    reported: set[object] = set()
    for need in _needs(baseline, world):
        try:
            refusals = list(_refusals(bound, need, replace(world.org_path, account=need.accounts[0].id)))
        except UndecidableError as error:
            yield Unproven(2, need.location, need.subject, str(error))
            continue
        new = [
            refusal
            for refused in refusals
            for refusal in _by_owner(world, refused)
            if (need.subject, need.worker, refusal.cause, refusal.is_sure) not in reported
        ]
        reported.update((need.subject, need.worker, refusal.cause, refusal.is_sure) for refusal in new)
        yield from _findings(baseline, world, need, new)


def _needs(baseline: Baseline, world: World) -> Iterator[Need]:
    """List the needs in the accounts of a world that are open: nobody works in a suspended one."""
    accounts = tuple(account for account in world.accounts if account.path not in baseline.tree.closed)
    if not accounts:
        return
    world = replace(world, accounts=accounts)
    yield from roles_everywhere(baseline, world)
    yield from archive(baseline, world)
    yield from sign_ins(baseline, world)
    yield from rescuers(baseline, world)


def _refusals(bound: BoundWorld, need: Need, org_path: OrgPath) -> Iterator[RefusedCall]:
    """List what doesn't go through; nothing where one principal is enough and one can do all of it."""
    first: list[RefusedCall] = []
    for principal in bound.principals(need, org_path):
        refused = list(bound.refusals(need, principal, org_path))
        if not need.one_is_enough:
            yield from refused
        elif not refused:
            return
        elif not first or any(refusal.is_sure for refusal in first) > any(
            refusal.is_sure for refusal in refused
        ):
            first = refused  # one who can perhaps do all of it leaves it open
    yield from first


def _findings(
    baseline: Baseline, world: World, need: Need, refusals: list[RefusedCall]
) -> Iterator[Failure | Unproven]:
    """Report one request for each policy in the way; what isn't sure only where nothing is."""
    sure = {candidate.cause: candidate for candidate in reversed(refusals) if candidate.is_sure}
    for refusal in sure.values():
        policy = _policy_of(world, refusal.verdict.causes[0])
        by_others = policy is not None and policy.foreign
        yield Failure(
            2,
            "locked-out-by-others" if by_others else "locked-out",
            need.location,
            need.subject,
            _problem(baseline, world, need, refusal),
            _remedy(need, policy),
            Witness(
                title_of(need.accounts[0]),
                refusal.call.action,
                refusal.principal,
                refusal.call.resource,
                refusal.region,
            ),
            sum(not is_new(account) for account in need.accounts),
            tuple(unit_of(account) for account in need.accounts if is_new(account)),
        )
    if refusals and not sure:
        yield Unproven(2, need.location, need.subject, refusals[0].verdict.causes[0].reason)


def _problem(baseline: Baseline, world: World, need: Need, refusal: RefusedCall) -> str:
    """Name the policy in the way, with its statement and the line that asks for it."""
    cause = refusal.verdict.causes[0]
    policy = _policy_of(world, cause)
    keeper = "a policy of others keeps" if policy is not None and policy.foreign else "the guardrails keep"
    if cause.document is None:
        allowing = f", where {policy.name} of {policy.origins[0]} allows less" if policy is not None else ""
        through = f"a level without an Allow (number {cause.level + 1}{allowing})"
    elif policy is not None:
        line = next(iter(_lines(baseline, world, policy, cause.sid)), None)
        through = policy.name + (f" of {line}" if line else "") + (f", {cause.sid}" if cause.sid else "")
    return f"{keeper} {need.worker} from working, through {through}"


def _by_owner(world: World, refusal: RefusedCall) -> Iterator[RefusedCall]:
    """Tell apart what the baseline's policies refuse and what those of others do: each has its own remedy."""
    causes: dict[bool, list[Cause]] = {}
    for cause in refusal.verdict.causes:
        policy = _policy_of(world, cause)
        causes.setdefault(policy is not None and policy.foreign, []).append(cause)
    for owned in causes.values():
        yield refusal._replace(verdict=replace(refusal.verdict, causes=tuple(owned)))


def _policy_of(world: World, cause: Cause) -> Policy | None:
    """Return the policy in the way; at a level that lacks an Allow, the first of others that allows less."""
    level = world.of_type(cause.policy_type)[cause.level]
    if cause.document is not None:
        return level[cause.document]
    return next((policy for policy in level if policy.foreign and _allows(policy)), None)


def _allows(policy: Policy) -> bool:
    return any(statement.effect == "Allow" for statement in policy.document.statements)


def _remedy(need: Need, policy: Policy | None) -> str:
    if policy is None or not policy.foreign:
        return need.remedy
    return f"ask whoever manages {policy.name} to change it, then read the file again"


def _lines(baseline: Baseline, world: World, policy: Policy, sid: str) -> Iterator[Location]:
    """List where the file asks for a statement of a policy, which may hold what several lines ask for."""
    if len(policy.origins) == 1:
        yield policy.origins[0]
        return
    for intent in Intents(baseline).over(world):
        if intent.statement.sid == sid and intent.location in policy.origins:
            yield intent.location
