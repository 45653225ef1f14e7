"""What every synthesized template is checked against, and how a finding is waived."""

from __future__ import annotations

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks

STRICT_CONTEXT = {"@aws-cdk/core:validateAgainstDefaultRules": True}
"""Makes the findings of CDK's own CloudFormation rules stop synth; without it they are warnings."""


def new_app() -> App:
    """Create an app that sends no usage data and lets no finding pass, whatever the CLI's context says."""
    return App(analytics_reporting=False, post_cli_context=STRICT_CONTEXT)


def add_validations(app: App) -> None:
    """Check every template against the packs AWS Solutions and NIST 800-53 revision 5.

    CDK's own CloudFormation rules run without being added.
    """
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), NIST80053R5Checks(app))


def synthesize(app: App) -> bool:
    """Write the templates; False where a validation found something, which it has then printed."""
    try:
        app.synth()
    except RuntimeError as error:
        if "ValidationFailed" not in str(error):
            raise
        return False
    return True
