"""List everything that must be denied in an account to all but exempt principals, for the baseline to last.

The actions that change a kind of resources come from the catalogue (`reviewed`), not from the controls, so
that a fault in a control shows. `PROTECTIONS` lists the questions; each returns the protections of one world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from guardrails.aws_facts.arns import (
    alarm_arn,
    arn_anywhere,
    build_arn,
    log_group_arn,
    policy_arn,
    role_arn,
    stack_arn,
    topic_arn,
)
from guardrails.baseline import bootstrap
from guardrails.baseline.model import Baseline
from guardrails.organization import covers
from guardrails.posture.prove.protection.evidence import evidence
from guardrails.posture.prove.protection.holding import deployed_into, deploys, holding
from guardrails.posture.prove.protection.model import Protection
from guardrails.posture.prove.protection.reviewed import (
    ALARM,
    EVENT_RULE,
    LOG_GROUP,
    POLICY,
    ROLE,
    STACK,
    STACK_SET,
    TOPIC,
    USER,
    harmful,
)
from guardrails.posture.prove.protection.ways_in import ways_in
from guardrails.posture.prove.unasked import asks_for_guardrails
from guardrails.posture.prove.worlds import World


def protections(baseline: Baseline, world: World) -> Iterator[Protection]:
    """List what nobody may do in an account who isn't exempt, where the file has anything to protect."""
    for ask in PROTECTIONS if asks_for_guardrails(baseline) else ():
        yield from ask(baseline, world)


def _exempt_principals(baseline: Baseline, world: World) -> Iterator[Protection]:
    standing = {baseline.guardrails[index].control for index in world.guardrails}
    ids = {account.id for account in world.accounts}
    for name, exemption in baseline.exemptions.items():
        if exemption.controls is not None and not standing & set(exemption.controls):
            continue
        account = exemption.principal.split(":")[4]
        if account.isdigit() and account not in ids:
            continue  # IAM changes and passes a principal in its own account alone
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
        (role_arn("*", baseline.accounts.audit_role.name),),
    )


def _stacks(baseline: Baseline, world: World) -> Iterator[Protection]:
    """Ask for the stacks of the baseline in the accounts where they exist."""
    sentence = "{} can be changed or deleted, and acts with its own role for whoever does it"
    for path in deployed_into(baseline, world):
        yield Protection(
            4,
            "stack-unprotected",
            "protect_baseline_stacks",
            path,
            sentence.format("a stack of the baseline"),
            harmful(STACK),
            (stack_arn("*", "*", "guardrails-*", "*"),),
        )
    if _has_stack_sets(baseline, world):
        yield Protection(
            4,
            "stack-unprotected",
            "protect_baseline_stacks",
            ("accounts",),
            sentence.format("a stack of the baseline's stack sets"),
            harmful(STACK),
            (stack_arn("*", "*", "StackSet-guardrails-*", "*"),),
            also_exempt=(bootstrap.STACK_SETS_ROLES,),
        )
        yield Protection(
            4,
            "deployment-role-unprotected",
            "protect_baseline_roles",
            ("accounts",),
            "the role that StackSets deploys with can be changed, passed on or taken over",
            harmful(ROLE),
            (bootstrap.STACK_SETS_ROLES,),
            also_exempt=(bootstrap.STACK_SETS_ROLES,),
        )


def _execution_policies(baseline: Baseline, world: World) -> Iterator[Protection]:
    """Ask for the policies that CloudFormation deploys with: whoever changes them changes what it may do."""
    for path in deployed_into(baseline, world):
        yield Protection(
            4,
            "execution-policy-unprotected",
            "protect_baseline_stacks",
            path,
            "the policy that CloudFormation deploys the baseline with can be changed",
            harmful(POLICY),
            (policy_arn("*", f"{bootstrap.EXECUTION_POLICY_ARCHIVE}*"),),
        )


def _deployment_roles(baseline: Baseline, _world: World) -> Iterator[Protection]:
    """Ask that no member account can become what deploys: exempt principals have no need of it either."""
    roles = {
        bootstrap.role_pattern(baseline.organization.qualifier, "*"): deploys(baseline),
        bootstrap.STACK_SETS_ROLES: baseline.accounts is not None,
    }
    if any(roles.values()):
        yield Protection(
            3,
            "deployment-role-open",
            "deny_deployment_roles",
            ("organization",),
            "a member account can assume the roles that deploy the baseline, which guardrails leave alone",
            ("sts:AssumeRole",),
            tuple(pattern for pattern, exists in roles.items() if exists),
            exempts=False,
        )


def _delegates(baseline: Baseline, world: World) -> Iterator[Protection]:
    """Ask for what a delegated administrator could do to every account, and for the archive account's end."""
    management = baseline.organization.management_account.id
    control_policies = ("service_control_policy", "resource_control_policy")
    yield Protection(
        4,
        "policies-unprotected",
        "protect_policies",
        ("organization",),
        "the guardrails can be detached or changed by whom the organization's resource policy lets do it",
        tuple(f"organizations:{verb}Policy" for verb in ("Attach", "Delete", "Detach", "Update")),
        tuple(build_arn("organizations", "", "*", f"policy/o-*/{kind}/*") for kind in control_policies),
    )
    if baseline.accounts is not None:
        yield Protection(
            4,
            "stack-sets-open",
            "deny_delegated_stack_sets",
            ("accounts",),
            "a delegated administrator of StackSets can change every account with StackSets' own role",
            harmful(STACK_SET),
            (build_arn("cloudformation", "*", management, "stackset/*"),),
        )
    for path in holding(baseline, world):
        yield Protection(
            4,
            "archive-may-be-closed",
            "deny_account_changes",
            path,
            "an account with evidence can be closed, and AWS deletes its evidence 90 days later",
            ("account:CloseAccount",),
        )


def _has_stack_sets(baseline: Baseline, world: World) -> bool:
    section = baseline.accounts
    if section is None:
        return False
    if section.break_glass is not None and section.break_glass.enabled:
        return True  # everywhere, whatever `at` says
    if not section.audit_role.enabled:
        return False
    return any(covers(path, account.path) for path in section.at for account in world.accounts)


def _alarms(baseline: Baseline, world: World) -> Iterator[Protection]:
    """Ask for the alarms, topics, event rules and log groups of the names that `protect_alarms` is given."""
    names = {
        name: index
        for index in world.guardrails
        if baseline.guardrails[index].control == "protect_alarms"
        for name in getattr(baseline.guardrails[index].parameters, "names", ())
    }
    for name, index in names.items():
        for kind, arns in (
            (ALARM, (alarm_arn("*", "*", name),)),
            (TOPIC, (topic_arn("*", "*", name),)),
            (EVENT_RULE, (arn_anywhere("events", f"rule/{name}"),)),
            (LOG_GROUP, (log_group_arn("*", "*", name), log_group_arn("*", "*", f"{name}:*"))),
        ):
            yield Protection(
                4,
                "alarms-unprotected",
                "protect_alarms",
                ("guardrails", index),
                f"the {kind.name} {name} can be changed, silenced or deleted",
                harmful(kind),
                arns,
            )


PROTECTIONS: tuple[Callable[[Baseline, World], Iterator[Protection]], ...] = (
    _exempt_principals,
    _ways_in,
    evidence,
    _audit_role,
    _stacks,
    _execution_policies,
    _deployment_roles,
    _delegates,
    _alarms,
)
"""The questions of obligations 3 and 4 to the policies over an account."""
