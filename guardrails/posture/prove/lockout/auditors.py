"""Who must assume the roles that every account has: auditors, and the callers of the break-glass role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.aws_facts.arns import iam_arn, role_arn
from guardrails.aws_facts.identity_center import role_of_set
from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.accounts import AccountRoles, AuditRole
from guardrails.baseline.sections.break_glass import BreakGlass
from guardrails.organization import ROOT_PATH, Account
from guardrails.policy import Statement
from guardrails.policy.action_set import bits_of
from guardrails.policy.language.document import SCP
from guardrails.posture.org_paths import org_path_text
from guardrails.posture.prove.lockout.callers import Colleague, Member, Stranger
from guardrails.posture.prove.lockout.needs import Keys, Need, NeededCall, below
from guardrails.posture.prove.scope import in_scope
from guardrails.posture.prove.worlds import World

_ASSUME = "sts:AssumeRole"
_SOMEWHERE = "198.51.100.7"
"""An address in no network that anybody names."""
_TELLS_ACCOUNTS_APART = re.compile(r"resource(account|orgpaths)", re.IGNORECASE)
"""Condition keys of a request for another account's role that say whose the role is."""
_AUDIT_REMEDY = "let the auditor's account assume the role, and exempt it in your own documents"


def auditors(baseline: Baseline, section: AccountRoles, world: World) -> Iterator[Need]:
    """List what the auditor must do: each account lets him in, and his own, where it is inside, lets him out.

    It is enough that one principal of his account can do it: its own policies say which one audits.
    """
    role, tree = section.audit_role, baseline.tree
    inside = tree.by_path[role.trusted_account] if role.trusted_account is not None else None
    keys = tuple(_session(role))
    accounts = tuple(below(section.at, world.accounts))
    if accounts:
        calls = tuple(NeededCall(_ASSUME, _role(role, accounts[0]), session_keys) for session_keys in keys)
        remedy = _AUDIT_REMEDY
        if isinstance(inside, Account):
            caller: Colleague | Stranger = Colleague(_anybody(inside.id), org_path_text(tree, inside))
        else:
            party = str(role.trusted_account_id)
            caller = Stranger(_anybody(party))
            partner = f'partners_of: {{ sts: ["{party}"] }}'
            remedy = f"let the auditor in: deny_outside_principals takes `{partner}`"
        yield _need(baseline, caller, calls, remedy, accounts)
    if inside in world.accounts and isinstance(inside, Account):
        opened = tree.open_accounts_under(ROOT_PATH)
        reached = (account for account in opened if in_scope(baseline, tree, account.path))
        targets = (tree.management_account, *below(section.at, reached))
        named = targets if _tells_apart(world) else targets[-1:]
        calls = tuple(
            NeededCall(_ASSUME, _role(role, target), (*session_keys, *_resource_keys(baseline, target)))
            for target in named
            for session_keys in keys
        )
        yield _need(baseline, Member(_anybody(inside.id)), calls, _AUDIT_REMEDY, (inside,))._replace(
            elsewhere=True
        )


def break_glass_callers(
    baseline: Baseline, section: BreakGlass, accounts: tuple[Account, ...]
) -> Iterator[Need]:
    """List what each caller of the break-glass role needs, who is in the management account."""
    management, region = baseline.tree.management_account, baseline.access_region
    sets = (role_of_set(name, region) for name in section.permission_sets)
    for caller_arn in (*section.callers, *sets):
        yield Need(
            "accounts.break_glass",
            baseline.locate("accounts", "break_glass"),
            Colleague(iam_arn(management.id, caller_arn), org_path_text(baseline.tree, management)),
            tuple(
                NeededCall(_ASSUME, _role(section, accounts[0]), session_keys)
                for session_keys in _session(section)
            ),
            "let the management account's callers assume it",
            "a caller of the break-glass role",
            accounts,
        )


def _need(
    baseline: Baseline,
    caller: Colleague | Member | Stranger,
    calls: tuple[NeededCall, ...],
    remedy: str,
    accounts: tuple[Account, ...],
) -> Need:
    location = baseline.locate("accounts", "audit_role")
    worker = "the auditor"
    return Need("accounts.audit_role", location, caller, calls, remedy, worker, accounts, one_is_enough=True)


def _anybody(account: str) -> str:
    """Return the pattern of the roles and users of an account; its root user assumes no role."""
    return iam_arn(account, "*/?*")


def _role(section: AuditRole | BreakGlass, account: Account) -> str:
    return role_arn(account.id, section.name)


def _session(section: AuditRole | BreakGlass) -> Iterator[Keys]:
    """List what the requests for a session carry: one for each network that the role may be assumed from."""
    keys: Keys = (("aws:MultiFactorAuthPresent", "true"),) if section.require_mfa else ()
    if isinstance(section, AuditRole) and section.external_id is not None:
        keys += (("sts:ExternalId", section.external_id),)
    for block in section.source_addresses or (_SOMEWHERE,):
        yield (*keys, ("aws:SourceIp", block.partition("/")[0]))


def _resource_keys(baseline: Baseline, target: Account) -> Keys:
    path = org_path_text(baseline.tree, target)
    return (("aws:ResourceAccount", target.id), ("aws:ResourceOrgPaths", (path,)))


def _tells_apart(world: World) -> bool:
    """Whether the policies may treat the same role of two accounts differently.

    A pattern without a digit treats the ids of all accounts alike.
    """
    levels = world.of_type(SCP)
    statements = (
        statement for level in levels for policy in level for statement in policy.document.statements
    )
    return any(_names_accounts(statement) for statement in statements if _speaks_of_assuming(statement))


def _speaks_of_assuming(statement: Statement) -> bool:
    named = bits_of(statement.actions or statement.not_actions) & bits_of((_ASSUME,))
    return bool(named) == bool(statement.actions)


def _names_accounts(statement: Statement) -> bool:
    patterns = (*statement.resources, *statement.not_resources)
    with_digit = any(char.isdigit() for pattern in patterns for char in pattern)
    return with_digit or bool(_TELLS_ACCOUNTS_APART.search(repr((patterns, statement.conditions))))
