"""Attach no control policy to the management account."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation, items, text

_BINDING = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")


def check(template: Template) -> Iterator[Violation]:
    """Find control policies that are attached to the account of their own stack.

    Policies can be made in the management account, or in one that it has delegated them to.
    """
    stack_account = {"${AWS::AccountId}", template.account or "${AWS::AccountId}"}
    for policy in template.of_type("AWS::Organizations::Policy"):
        if policy.get("Type") in _BINDING and any(
            text(target) in stack_account for target in items(policy.get("TargetIds"))
        ):
            yield Violation.at(policy, "TargetIds", "the account of this very stack is named")


RULE = TemplateRule(
    id="GR-ORG-006",
    title="Attach no control policy to the management account",
    why="No service or resource control policy ever binds the management account: AWS attaches it, and "
    "nothing is denied there.",
    fix="Attach it to the root, to a unit or to a member account, and keep work out of the management "
    "account.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
    check=check,
)
