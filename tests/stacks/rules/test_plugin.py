"""The rules run in synth, and what they find is in CDK's validation report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import CfnResource, Stack

from guardrails.errors import GuardrailsError
from guardrails.stacks.common.waivers import waive
from guardrails.stacks.rules import registry
from guardrails.stacks.rules.plugin import GuardrailsRules
from guardrails.stacks.validation import add_validations, new_app, synthesize

if TYPE_CHECKING:
    from aws_cdk import App

    from guardrails.stacks.rules.engine import Template

POLICY = {"Name": "planted", "Type": "SERVICE_CONTROL_POLICY", "Content": '{"Statement": []}'}


def _planted(
    monkeypatch: pytest.MonkeyPatch, outdir: Path, *, protected: bool = True
) -> tuple[App, CfnResource]:
    """Plant a policy whose content is text."""
    monkeypatch.setenv("CDK_OUTDIR", str(outdir))
    app = new_app()
    stack = Stack(app, "planted", termination_protection=protected)
    add_validations(app)
    return app, CfnResource(stack, "Policy", type="AWS::Organizations::Policy", properties=POLICY)


def _report(app: App) -> dict[str, Any]:
    reports = json.loads((Path(app.outdir) / "validation-report.json").read_text())["pluginReports"]
    (ours,) = (report for report in reports if report["pluginName"] == "Guardrails")
    assert isinstance(ours, dict)
    return ours


def test_a_planted_violation_stops_synth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The report names rule, construct, property and way out; so does the error."""
    app, _ = _planted(monkeypatch, tmp_path, protected=False)
    with pytest.raises(GuardrailsError) as raised:
        synthesize(app)
    found = [(str(one.location), one.field, one.problem, one.remedy) for one in raised.value.findings]
    ours = registry.rules()
    assert found == [
        (place, f"Guardrails::{id_}", f"{ours[id_].title}: {problem}", ours[id_].fix)
        for place, id_, problem in (
            ("planted", "GR-CFN-003", "the stack has no termination protection"),
            ("planted/Policy", "GR-ORG-002", "the content is text"),
        )
    ]
    report = _report(app)
    assert report["conclusion"] == "failure"
    stack, content = report["violations"]
    assert [place["constructPath"] for place in stack["violatingConstructs"]] == ["planted"]
    (place,) = content["violatingConstructs"]
    assert place["constructPath"] == "planted/Policy"
    assert place["cloudFormationResource"]["propertyPaths"] == ["Properties.Content"]
    rule = ours["GR-ORG-002"]
    assert content["ruleName"] == rule.id
    assert content["suggestedFix"] == rule.fix
    assert content["ruleMetadata"] == {"why": rule.why, "source": rule.source}


def test_a_waiver_names_the_rule_with_its_pack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A finding can be waived where it stands, and the report keeps the reason."""
    app, policy = _planted(monkeypatch, tmp_path)
    waive(policy, "Guardrails::GR-ORG-002", "A planted policy.")
    synthesize(app)
    (waived,) = _report(app)["suppressedViolations"]
    assert (waived["ruleName"], waived["reason"]) == ("GR-ORG-002", "A planted policy.")


def test_what_aws_refuses_cannot_be_waived(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The deployment would fail whatever anybody acknowledges."""
    app, policy = _planted(monkeypatch, tmp_path)
    policy.add_property_override("Content", {"Sid": "x" * 10_240})
    waive(policy, "Guardrails::GR-ORG-003", "A planted policy.")
    with pytest.raises(GuardrailsError, match="GR-ORG-003"):
        synthesize(app)


def test_a_plugin_that_breaks_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Synth stops with the plugin's error, not with nothing."""

    def broken(_: Template) -> None:
        raise ZeroDivisionError

    app, _ = _planted(monkeypatch, tmp_path)
    monkeypatch.setattr("guardrails.stacks.rules.plugin.findings", broken)
    with pytest.raises(GuardrailsError, match="nothing was checked by it"):
        synthesize(app)


def test_every_rule_is_announced() -> None:
    """CDK is told the ids of all rules."""
    assert GuardrailsRules().rule_ids == list(registry.rules())
