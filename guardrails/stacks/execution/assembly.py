"""The execution policies of a baseline that isn't synthesized yet."""

from __future__ import annotations

import os
from pathlib import Path

from aws_cdk import App

from guardrails.baseline import Baseline
from guardrails.posture import compile_posture
from guardrails.stacks.build import build
from guardrails.stacks.execution.policies import ExecutionPolicy, execution_policies


def policies_of(baseline: Baseline, folder: Path) -> tuple[ExecutionPolicy, ...]:
    """Synthesize a baseline into a folder, without the validations, and derive its policies.

    Raises:
        InputError: when a stack would pass CloudFormation's limit of resources.
    """
    os.environ["CDK_VALIDATION"] = "false"  # what is deployed is checked when it is synthesized for that
    app = App(analytics_reporting=False, outdir=str(folder))
    build(app, baseline, compile_posture(baseline))
    return execution_policies(baseline, Path(app.synth().directory))
