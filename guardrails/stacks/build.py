"""Which stacks a baseline has."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import App, Tags

from guardrails.baseline import Baseline
from guardrails.baseline.canonical import canonical
from guardrails.baseline.sections.trail import Trail
from guardrails.errors import InputError
from guardrails.posture import Posture
from guardrails.posture.interchange.assembly import TREE, tree_of
from guardrails.stacks.access.stack import add_access
from guardrails.stacks.accounts.stack import AccountsStack
from guardrails.stacks.alerts.stack import AlertsStack
from guardrails.stacks.budgets.stack import add_budgets
from guardrails.stacks.limits import room_findings
from guardrails.stacks.policies.stack import PoliciesStack
from guardrails.stacks.trail.archive import TrailArchiveStack
from guardrails.stacks.trail.search import TrailSearchStack
from guardrails.stacks.trail.stack import TrailStack


def build(app: App, baseline: Baseline, posture: Posture) -> None:
    """Add the stacks of a baseline to an app; a section that the baseline leaves out has no stack.

    The organization's tree goes beside the templates, which name its nodes by their ids alone: whoever reads
    the assembly back needs it.

    Raises:
        InputError: when a stack has no room for the baseline.
    """
    baseline = canonical(baseline)
    if findings := room_findings(baseline, posture):
        raise InputError(findings)
    for key, value in baseline.tags.items():
        Tags.of(app).add(key, value)
    policies = PoliciesStack(app, baseline, posture) if _has_policies(baseline, posture) else None
    (Path(app.outdir) / TREE).write_text(tree_of(posture), encoding="utf-8")
    if baseline.trail is not None:
        _trail(app, baseline, baseline.trail, policies)
    if baseline.budgets is not None:
        add_budgets(app, baseline, baseline.budgets)
    if baseline.granted_access is not None:
        add_access(app, baseline, baseline.granted_access)
    if baseline.accounts is not None:
        accounts = AccountsStack(app, baseline, baseline.accounts)
        rescued = baseline.accounts.break_glass is not None and baseline.accounts.break_glass.enabled
        if policies is not None and rescued:
            # The way back exists before the policies that somebody may need it against. `cdk destroy` takes
            # the policies away first.
            policies.add_stack_dependency(accounts)


def _has_policies(baseline: Baseline, posture: Posture) -> bool:
    """Return whether there are policies, or sections for them: an empty stack takes old ones away."""
    return bool(
        baseline.guardrails or baseline.management_policies or posture.declared or posture.declared_management
    )


def _trail(app: App, baseline: Baseline, section: Trail, policies: PoliciesStack | None) -> None:
    """Add the stacks around the trail: evidence isn't made before the policies that protect it.

    Where the trail is that of others, alarms and search use what exists.
    """
    trail = _own_trail(app, baseline, section, policies) if section.existing is None else None
    if baseline.alerts is not None:
        alerts = AlertsStack(app, baseline, baseline.alerts, section)
        if trail is not None:
            alerts.add_stack_dependency(trail)
    if section.search is not None:
        TrailSearchStack(app, baseline, section, section.search)


def _own_trail(app: App, baseline: Baseline, section: Trail, policies: PoliciesStack | None) -> TrailStack:
    before = [policies] if policies is not None else []
    trail = TrailStack(app, baseline, section)
    for stack in before:
        trail.add_stack_dependency(stack)
    if section.own_bucket or section.own_key_alias:
        archive = TrailArchiveStack(app, baseline, section)
        for stack in before:
            archive.add_stack_dependency(stack)
        trail.add_stack_dependency(archive)
    return trail
