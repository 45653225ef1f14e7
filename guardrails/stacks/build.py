"""Which stacks a baseline has."""

from __future__ import annotations

from aws_cdk import App

from guardrails.baseline import Baseline
from guardrails.posture import Posture
from guardrails.stacks.access import AccessStack
from guardrails.stacks.budgets import add_budgets
from guardrails.stacks.policies import PoliciesStack
from guardrails.stacks.trail import TrailStack
from guardrails.stacks.trail_archive import TrailArchiveStack


def build(app: App, baseline: Baseline, posture: Posture) -> None:
    """Add the stacks of a baseline to an app; a section that the baseline leaves out has no stack.

    Raises:
        InputError: when a stack would pass CloudFormation's limit of resources.
    """
    PoliciesStack(app, baseline, posture)
    if baseline.trail is not None:
        archive = TrailArchiveStack(app, baseline, baseline.trail)
        TrailStack(app, baseline, baseline.trail).add_stack_dependency(archive)
    if baseline.budgets is not None:
        add_budgets(app, baseline, baseline.budgets)
    if baseline.access is not None:
        AccessStack(app, baseline, baseline.access)
