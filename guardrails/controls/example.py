"""An example of a place where a control stands, and what its statements decide there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guardrails.aws_facts.arns import role_arn, root_arn, user_arn
from guardrails.controls.case import MANAGEMENT, ORGANIZATION, QUALIFIER, REGION, Case, facts_of
from guardrails.controls.control import AuditRoleFacts, Control, ControlContext, TrailFacts
from guardrails.policy import Document, Statement
from guardrails.policy.decide.ruleset import Ruleset, Verdict
from guardrails.policy.language.document import FULL_ACCESS, SCP
from guardrails.policy.language.request import request_of
from guardrails.policy.name_set import NameSet

EXEMPT_PATTERNS = (
    role_arn("*", "break-glass"),
    user_arn("*", "break-glass"),
    root_arn("444444444442"),
)
"""Principals that the example's exemptions name; only the last one can match the control of root users."""
_DENIED = {
    "as_told": NameSet(),
    "regions": NameSet.all_but("eu-central-1", "eu-west-1"),
    "services": NameSet.of("gamelift", "workmail"),
}


def example(
    control: Control, parameters: Mapping[str, Any] | None = None, exempt: tuple[str, ...] = EXEMPT_PATTERNS
) -> ControlContext:
    """Return the example's context for a control.

    Raises:
        ValidationError: The control doesn't take such parameters, or needs some.
    """
    return ControlContext(
        parameters=control.parameters.model_validate(parameters or {}),
        exempt=exempt,
        all_exempt=EXEMPT_PATTERNS,
        organization=ORGANIZATION,
        management_account=MANAGEMENT,
        qualifier=QUALIFIER,
        denied=_DENIED[control.places],
        trail=TrailFacts(
            "organization-trail",
            ("exampleorg1-trail", "exampleorg1-trail-access"),
            "organization-trail",
            "222222222222",
        ),
        audit_role=AuditRoleFacts("guardrails-audit", "guardrails-audit-role"),
    )


def decide(control: Control, case: Case, exempt: tuple[str, ...] = EXEMPT_PATTERNS) -> Verdict:
    """Decide a control's case by its statements, with FullAWSAccess beside them as everywhere."""
    return decide_statements(
        control.statements(example(control, case.parameters, exempt)), case, control.type
    )


def decide_statements(statements: Iterable[Statement], case: Case, policy_type: str = SCP) -> Verdict:
    """Decide a case by any statements, of a type of policies."""
    document = Document(tuple(statements))
    if policy_type == SCP:
        rules, facts = Ruleset([[FULL_ACCESS, document]]), {}
    else:
        rules, facts = Ruleset([], [[document]]), facts_of(case.principal)
    context = {"aws:RequestedRegion": REGION, **facts, **case.context}
    return rules.decide(request_of(case.action, case.resource, case.principal, context))
