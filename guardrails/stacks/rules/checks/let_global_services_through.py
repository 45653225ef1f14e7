"""Let global services through a region lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guardrails.policy.lint.checks import let_global_services_through as lint
from guardrails.policy.lint.engine import LintedPolicy, PolicyType
from guardrails.stacks.rules.engine import Template, TemplateRule, Violation


def check(template: Template) -> Iterator[Violation]:
    """Find service control policies that deny global services together with a region."""
    for policy in template.of_type("AWS::Organizations::Policy"):
        content = policy.get("Content")
        if policy.get("Type") == "SERVICE_CONTROL_POLICY" and isinstance(content, Mapping):
            for finding in lint.check(LintedPolicy(PolicyType.SCP, content, "")):
                yield Violation.at(policy, "Content", finding.problem)


RULE = TemplateRule(
    id="GR-ORG-007",
    title="Let global services through a region lock",
    why=lint.RULE.why,
    fix=lint.RULE.fix,
    source=lint.RULE.source,
    check=check,
)
