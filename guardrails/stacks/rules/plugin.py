"""The rules as a validation plugin of CDK: what they find stands in the validation report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyValidationStack,
    PolicyViolatingResource,
    PolicyViolation,
)

from guardrails.stacks.rules.engine import Template, TemplateRule, Violation
from guardrails.stacks.rules.registry import findings, rules

NAME = "Guardrails"
"""The prefix of a rule's id in a waiver: `Guardrails::GR-ORG-001`."""


@jsii.implements(IPolicyValidationPlugin)
class GuardrailsRules:
    """Checks every template of an app against the rules."""

    @property
    def name(self) -> str:
        """Return the name in the report."""
        return NAME

    @property
    def version(self) -> str:
        """Return the version in the report."""
        return "1.0.0"

    @property
    def rule_ids(self) -> list[str]:
        """Return the ids of all rules."""
        return list(rules())

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Check the synthesized templates."""
        template_findings = [
            (path, *rule_finding)
            for path in context.template_paths
            for rule_finding in findings(read(Path(path)))
        ]
        # Every part of a stack that is asked for is a call to CDK's process.
        stacks = (
            {stack.template_path: stack for stack in context.stack_templates} if template_findings else {}
        )
        violations = [_violation(rule, finding, stacks[path]) for path, rule, finding in template_findings]
        return PolicyValidationPluginReport(success=not violations, violations=violations)


def read(path: Path) -> Template:
    """Read a template of a cloud assembly with what the manifest beside it says of the stack."""
    written = path.read_bytes()
    stack = _stack(json.loads((path.parent / "manifest.json").read_text("utf-8")), path.name)
    account, _, region = stack["environment"].removeprefix("aws://").partition("/")
    return Template(
        json.loads(written),
        size=len(written),
        account=account.replace("unknown-account", ""),
        region=region.replace("unknown-region", ""),
        termination_protection=stack["properties"].get("terminationProtection", False),
    )


def _stack(manifest: dict[str, Any], template: str) -> dict[str, Any]:
    artifacts: Iterator[dict[str, Any]] = (
        artifact
        for artifact in manifest["artifacts"].values()
        if artifact["type"] == "aws:cloudformation:stack"
        and artifact["properties"]["templateFile"] == template
    )
    return next(artifacts)


def _violation(rule: TemplateRule, finding: Violation, stack: PolicyValidationStack) -> PolicyViolation:
    place = (
        {"resource_logical_id": finding.logical_id, "template_path": stack.template_path}
        if finding.logical_id
        else {"construct_path": stack.stack_construct_path, "template_path": stack.template_path}
    )
    return PolicyViolation(
        rule_name=rule.id,
        description=f"{rule.title}: {finding.problem}",
        fix=rule.fix,
        severity=rule.severity,
        rule_metadata={"why": rule.why, "source": rule.source},
        violating_resources=[
            PolicyViolatingResource(locations=[finding.path] if finding.path else [], **place)
        ],
    )
