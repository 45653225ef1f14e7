"""What nobody may do in an account who isn't exempt, for the baseline to last.

What changes a kind of resources comes from the catalogue (`reviewed`), not from the controls, so that a fault
in a control shows. `PROTECTIONS` lists the questions; each returns what it asks of one world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from guardrails.baseline.model import Baseline
from guardrails.organization import covers
from guardrails.posture.prove.evidence import evidence
from guardrails.posture.prove.expect import Expectation
from guardrails.posture.prove.protection import Protection
from guardrails.posture.prove.reviewed import ROLE, STACK, USER, harmful
from guardrails.posture.prove.ways_in import ways_in
from guardrails.posture.prove.worlds import World

_STACK_SETS_ROLE = "arn:aws:iam::*:role/stacksets-exec-*"


def protections(baseline: Baseline, world: World) -> Iterator[Expectation]:
    """List what nobody may do in an account who isn't exempt."""
    for ask in PROTECTIONS:
        for protection in ask(baseline, world):
            yield from protection.expected(baseline)


def _exempt_principals(baseline: Baseline, world: World) -> Iterator[Protection]:
    standing = {baseline.guardrails[index].control for index in world.guardrails}
    for name, exemption in baseline.exemptions.items():
        if exemption.controls is not None and not standing & set(exemption.controls):
            continue
        yield Protection(
            3,
            "exempt-principal-unprotected",
            "protect_exempt_roles",
            ("exemptions", name),
            "whoever isn't exempt can make or change the principal that it names, and be it",
            harmful(USER if ":user/" in exemption.principal else ROLE),
            (exemption.principal,),
        )


def _ways_in(baseline: Baseline, _world: World) -> Iterator[Protection]:
    for way in ways_in(baseline):
        actions = tuple(f"{way.service}:{name}" for name in way.actions.split())
        yield Protection(4, way.name, way.control, ("organization",), way.sentence, actions, which=way.which)


def _audit_role(baseline: Baseline, _world: World) -> Iterator[Protection]:
    if baseline.accounts is None or not baseline.accounts.audit_role.enabled:
        return
    yield Protection(
        4,
        "audit-role-unprotected",
        "protect_audit_role",
        ("accounts", "audit_role"),
        "the audit role can be changed or taken over",
        harmful(ROLE),
        (f"arn:aws:iam::*:role/{baseline.accounts.audit_role.name}",),
    )


def _stacks(baseline: Baseline, world: World) -> Iterator[Protection]:
    """Ask for the stacks of the baseline in the accounts where they exist."""
    sentence = "{} can be changed or deleted, and acts with its own role for whoever does it"
    if baseline.trail is not None and baseline.archive_account in world.accounts:
        yield Protection(
            4,
            "stack-unprotected",
            "protect_baseline_stacks",
            ("trail",),
            sentence.format("a stack of the baseline"),
            harmful(STACK),
            ("arn:aws:cloudformation:*:*:stack/guardrails-*/*",),
        )
    if _has_stack_sets(baseline, world):
        yield Protection(
            4,
            "stack-unprotected",
            "protect_baseline_stacks",
            ("accounts",),
            sentence.format("a stack of the baseline's stack sets"),
            harmful(STACK),
            ("arn:aws:cloudformation:*:*:stack/StackSet-guardrails-*/*",),
            also_exempt=(_STACK_SETS_ROLE,),
        )
        yield Protection(
            4,
            "deployment-role-unprotected",
            "protect_baseline_roles",
            ("accounts",),
            "the role that StackSets deploys with can be changed, passed on or taken over",
            harmful(ROLE),
            (_STACK_SETS_ROLE,),
            also_exempt=(_STACK_SETS_ROLE,),
        )


def _has_stack_sets(baseline: Baseline, world: World) -> bool:
    section = baseline.accounts
    if section is None or not section.audit_role.enabled:
        return False
    return any(covers(path, account.path) for path in section.at for account in world.accounts)


PROTECTIONS: tuple[Callable[[Baseline, World], Iterator[Protection]], ...] = (
    _exempt_principals,
    _ways_in,
    evidence,
    _audit_role,
    _stacks,
)
"""What obligations 3 and 4 ask of the policies over an account."""
