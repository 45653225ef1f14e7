"""The rules that every synthesized template is checked against."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from aws_cdk import App, CloudFormationValidatePlugin, Validations
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks

from guardrails.errors import Finding, GuardrailsError, Location
from guardrails.stacks.accepted import Accepting
from guardrails.stacks.rules.plugin import GuardrailsRules

REPORT = "validation-report.json"
"""CDK's name of the report in the assembly."""
STRICT_CONTEXT = {"@aws-cdk/core:validateAgainstDefaultRules": True}
"""Makes the findings of CDK's own CloudFormation rules stop synth; without it they are warnings."""


def new_app(outdir: Path | None = None) -> App:
    """Create an app that sends no usage data and lets no finding pass, whatever the CLI's context says.

    Args:
        outdir: takes the assembly, instead of the folder that CDK chooses.
    """
    return App(
        analytics_reporting=False,
        post_cli_context=STRICT_CONTEXT,
        auto_synth=False,  # else Node writes what there is when its process ends, whatever came before
        outdir=str(outdir) if outdir else None,
    )


def add_validations(app: App) -> None:
    """Check every template against the packs AWS Solutions and NIST 800-53 revision 5, our rules and CDK's.

    CDK would make its own by itself, in synth. That is the longest step of all and needs no stack, so it is
    taken here, while Python has other things to do.
    """
    validations = Validations.of(app)
    if os.environ.get("CDK_VALIDATION") != "false":  # CDK's own switch for them
        # First, so that V8 optimizes their code beside the packs and not after everything else has ended.
        validations.add_plugins(CloudFormationValidatePlugin())
    validations.add_plugins(AwsSolutionsChecks(app), NIST80053R5Checks(app), GuardrailsRules())


def synthesize(app: App, accepting: Accepting | None = None) -> tuple[str, ...]:
    """Write the cloud assembly, the validation report included, and return what is accepted, line by line.

    Raises:
        GuardrailsError: with every finding that nobody waives or accepts.
    """
    report = Path(app.outdir) / REPORT
    if accepting is not None:
        accepting.waive(app)
    try:
        app.synth()
    except RuntimeError as error:
        if "ValidationFailed" not in str(error):
            raise
    else:
        return tuple(accepting.lines(report)) if accepting is not None else ()
    # CDK prints its findings through two processes, of which the last may end too early to print all of them.
    findings = _findings(report)
    raise GuardrailsError(map(accepting.lapsed, findings) if accepting is not None else findings)


def _findings(report: Path) -> Iterator[Finding]:
    for plugin in json.loads(report.read_text(encoding="utf-8"))["pluginReports"]:
        pack = plugin["pluginName"].replace(" ", "-")
        if error := plugin.get("metadata", {}).get("error"):
            yield Finding(Location(pack), "", error, "mend the plugin: nothing was checked by it")
        for violation in plugin["violations"]:
            for construct in violation["violatingConstructs"]:
                yield Finding(
                    Location(construct["constructPath"]),
                    f"{pack}::{violation['ruleName']}",
                    violation["description"],
                    violation.get("suggestedFix", ""),
                )
