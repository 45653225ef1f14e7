"""Expect nothing of a StackSet in the management account."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, items, text
from guardrails.stacks.rules.engine.stack_sets import service_managed, targets


def check(template: Template) -> Iterator[Violation]:
    """Find service-managed StackSets that name the account of their own stack to deploy into.

    Without a delegated administrator a StackSet of this kind can only be made in the management account.
    """
    stack_account = {"${AWS::AccountId}", template.account or "${AWS::AccountId}"}
    for stack_set in service_managed(template):
        if stack_set.get("CallAs") == "DELEGATED_ADMIN":
            continue
        for path, target in targets(stack_set):
            named = {text(value) for value in items(target.get("Accounts"))}
            if target.get("AccountFilterType") != "DIFFERENCE" and named & stack_account:
                yield Violation.at(stack_set, f"{path}.Accounts", "the management account is named")


RULE = TemplateRule(
    id="GR-SET-003",
    title="Expect nothing of a StackSet in the management account",
    why="A service-managed StackSet never reaches the management account, even where its unit is a target; "
    "it is skipped without a word, and what should protect it is missing.",
    fix="Declare what the management account needs in a stack of its own.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html",
    check=check,
)
