"""The progress of `make demo`: a line for each stack, and every line of the CLI in the log."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from demo.progress import Progress

CREATED = """\
guardrails-trail: deploying... [7/8]
guardrails-trail | 0/3 | 10:15:02 AM | CREATE_IN_PROGRESS | AWS::KMS::Key | Key961B73FD
guardrails-trail | 1/3 | 10:15:02 AM | CREATE_COMPLETE | AWS::KMS::Key | Key961B73FD
guardrails-trail | 2/3 | 10:15:02 AM | CREATE_COMPLETE | AWS::CloudTrail::Trail | Trail
guardrails-trail | 3/3 | 10:15:02 AM | CREATE_COMPLETE | AWS::CloudFormation::Stack | guardrails-trail
 ✅  guardrails-trail"""
BOOTSTRAPPED = """\
guardrails-toolkit | 1/2 | 10:15:02 AM | CREATE_COMPLETE | AWS::IAM::Role | LookupRole
 ✅  Environment aws://111111111111/eu-central-1 bootstrapped."""
FAILED = (
    "guardrails-trail | 1/3 | 10:15:02 AM | CREATE_FAILED | AWS::KMS::Key | Key961B73FD (Internal Failure)"
)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (CREATED, "guardrails-trail 2 resources"),
        (BOOTSTRAPPED, "aws://111111111111/eu-central-1 1 resources"),
        (" ✅  guardrails-trail (no changes)", "guardrails-trail no changes"),
        (
            " ✅  Environment aws://1/eu-central-1 bootstrapped (no changes).",
            "aws://1/eu-central-1 no changes",
        ),
        (FAILED, "guardrails-trail create_failed AWS::KMS::Key"),
        ("Successfully synthesized to cdk.out", ""),
    ],
)
def test_a_stack_takes_one_line_and_the_log_takes_all(lines: str, words: str) -> None:
    """Only the outcome of a stack is shown; a failure is shown as soon as it happens."""
    output, log = StringIO(), StringIO()
    progress = Progress(Console(file=output, width=80), log)
    for line in lines.splitlines():
        progress.line(line)
    assert " ".join(output.getvalue().split()) == words
    assert len(output.getvalue().splitlines()) == bool(words)
    assert log.getvalue() == f"{lines}\n"
