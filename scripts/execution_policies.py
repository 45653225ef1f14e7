"""Write the execution policies of the example: what a deployment of every section needs.

`make generate` writes deploy/execution-policy-*.json; a test fails when the files are stale. Those of one's
own baseline come from `python -m guardrails execution-policies`.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from guardrails.baseline import load
from guardrails.stacks.execution import ExecutionPolicy
from guardrails.stacks.execution.assembly import policies_of

PROJECT = Path(__file__).resolve().parent.parent
EXAMPLE = PROJECT / "tests" / "example" / "baseline.yaml"
DEPLOY = PROJECT / "deploy"


def main() -> int:
    """Write the policies; return 0."""
    for policy in policies():
        (DEPLOY / policy.file).write_text(policy.render(), encoding="utf-8")
    return 0


def policies() -> tuple[ExecutionPolicy, ...]:
    """Derive the policies of the example, whose exemptions never end."""
    baseline = load(EXAMPLE, today=dt.date.min)
    with tempfile.TemporaryDirectory() as folder:
        return policies_of(baseline, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
