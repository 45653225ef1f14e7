"""StackSets: the accounts in which they stand, and whether they are current."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import build_arn
from guardrails.capture.sections.stacks import CapturedStackSet
from guardrails.capture.tree import tree_of
from guardrails.drift.context import DriftContext, Outcome, Watched, active_accounts, refusal_of
from guardrails.drift.declared import Declared, is_resolved
from guardrails.drift.documents import same_document
from guardrails.drift.model import DriftDirection, Lookup, UnknownState
from guardrails.errors import InputError

TYPES = ("AWS::CloudFormation::StackSet",)
_CURRENT = "CURRENT"
_LISTS = "cloudformation:ListStackSets"
_EVENTS = ("UpdateStackSet", "DeleteStackSet", "DeleteStackInstances", "UpdateStackInstances")


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare every StackSet of the stacks."""
    for resource in context.declarations.of(TYPES[0]):
        yield from _stack_set(context, resource)


def _stack_set(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    name = str(resource.get("StackSetName"))
    watched = context.watched(
        resource,
        f"StackSet {name}",
        build_arn("cloudformation", resource.stack.region, resource.stack.account, f"stackset/{name}:*"),
        section="accounts",
        reader="stack_sets",
        lookup=Lookup(resource.stack.region, name, _EVENTS),
    )
    return watched.sought(
        context.capture.stacks.stack_sets if context.capture.stacks else None,
        lambda stack_set: stack_set.name == name,
        lambda stack_set: _properties(context, watched, resource, stack_set),
        _LISTS,
    )


def _properties(
    context: DriftContext, watched: Watched, resource: Declared, actual: CapturedStackSet
) -> Iterator[Outcome]:
    expected = bool(resource.get("AutoDeployment", {}).get("Enabled", False))
    yield from watched.compared("deployment to new accounts", expected, actual.auto_deployment, _LISTS)
    yield from _template(watched, resource, actual)
    yield from _instances(context, watched, resource, actual)


def _template(watched: Watched, resource: Declared, actual: CapturedStackSet) -> Iterator[Outcome]:
    action, expected = "cloudformation:DescribeStackSet", resource.get("TemplateBody", "")
    if actual.template is None or not is_resolved(expected):
        yield from watched.compared("template", expected, actual.template, action)
    elif not same_document(expected, actual.template):
        yield watched.differs("template", "as deployed", "another one", DriftDirection.UNKNOWN)


def _instances(
    context: DriftContext, watched: Watched, resource: Declared, actual: CapturedStackSet
) -> Iterator[Outcome]:
    """Compare the stacks in the accounts; in a suspended account, StackSets leaves its stack as it is.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceComprehensiveStatus.html
    """
    action = "cloudformation:ListStackInstances"
    if actual.instances is None:
        yield watched.unknown("accounts", action)
        return
    active = active_accounts(context.capture)
    for instance in actual.instances:
        if instance.status != _CURRENT and (active is None or instance.account in active):
            reason = f"{instance.status} ({instance.reason})" if instance.reason else instance.status
            where = f"stack in {instance.account} {instance.region}"
            yield watched.differs(where, _CURRENT, reason, DriftDirection.UNKNOWN)
    try:
        wanted = _wanted(context, resource)
    except InputError:
        reason = refusal_of(context.capture, "organization", "organizations:ListAccounts")
        yield UnknownState(watched.subject, "accounts", reason)
        return
    standing = {(instance.account, instance.region) for instance in actual.instances}
    for account, region in sorted(wanted - standing):
        yield watched.differs(
            f"stack in {account} {region}", "it exists", "it doesn't exist", DriftDirection.UNKNOWN
        )


def _wanted(context: DriftContext, resource: Declared) -> set[tuple[str, str]]:
    """Return the accounts and regions in which a stack should stand: all active members below its targets.

    A service-managed StackSet never deploys to the management account.
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html
    """
    tree = tree_of(context.capture, "the capture")
    active = active_accounts(context.capture) or frozenset()
    places: set[tuple[str, str]] = set()
    for group in resource.get("StackInstancesGroup", ()):
        for target in group.get("DeploymentTargets", {}).get("OrganizationalUnitIds", ()):
            node = tree.by_id.get(target)
            below = tree.accounts_under(node.path) if node is not None else ()
            places |= {
                (account.id, region)
                for account in below
                if account.id in active
                for region in group.get("Regions", ())
            }
    return places
