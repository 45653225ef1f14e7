"""Write docs/rules.md: every rule of our own validation, with why it exists and how to get out.

`python -m scripts.rules_page` writes it from the rules themselves. A test fails when the page is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from textwrap import fill

from guardrails.stacks.rules.engine import TemplateRule
from guardrails.stacks.rules.registry import rules

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
SUBJECTS = {
    "ORG": "Organizations",
    "SSO": "IAM Identity Center",
    "BUD": "Budgets",
    "SNS": "Topics",
    "POL": "Resource policies",
    "TRL": "CloudTrail",
    "EVD": "Evidence",
    "SET": "StackSets",
    "CFN": "CloudFormation",
}
INTRODUCTION = """\
# Rules

<!-- Written by `python -m scripts.rules_page` from the rules themselves: edit those, not this page. -->

No pack of rules knows these of governing an organization. Every `cdk synth` checks them beside cdk-nag's
packs and CDK's own rules, also in the templates that StackSets carry. A finding stops synth and stands in
`validation-report.json`, with its construct and property. Waive one on the resource that it is about, with a
reason, by its id with the pack in front: `Guardrails::GR-ORG-001`. Some can't be waived:
AWS refuses the same.

Each rule is a file in [`checks`](../guardrails/stacks/rules/checks), tried on a good and a bad template in a
folder of its id in [`tests/stacks/rules`](../tests/stacks/rules).
"""
WIDTH = 110
"""Characters of a line of text."""


def main() -> int:
    """Write the page; return 0."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """Render all rules, by subject."""
    by_subject = {subject: list(found) for subject, found in groupby(rules().values(), key=_subject)}
    sections = (
        "\n".join([f"## {title}\n", *(section for rule in by_subject[subject] for section in _section(rule))])
        for subject, title in SUBJECTS.items()
    )
    return "\n".join([INTRODUCTION, *sections])


def _section(rule: TemplateRule) -> Iterator[str]:
    refused = " AWS refuses it otherwise, so it can't be waived." if rule.severity == "fatal" else ""
    module = rule.check.__module__.replace(".", "/")
    links = {
        "AWS" if "aws.amazon.com" in rule.source else "source": rule.source,
        "bad": f"../tests/stacks/rules/{rule.id}/bad.json",
        "good": f"../tests/stacks/rules/{rule.id}/good.json",
        "rule": f"../{module}.py",
    }
    yield f"### {rule.id}: {rule.title}\n"
    yield fill(rule.why, WIDTH, break_on_hyphens=False) + "\n"
    yield fill(f"**Instead:** {rule.fix}{refused}", WIDTH, break_on_hyphens=False) + "\n"
    yield " · ".join(f"[{name}]({target})" for name, target in links.items()) + "\n"


def _subject(rule: TemplateRule) -> str:
    return rule.id.split("-")[1]


if __name__ == "__main__":
    sys.exit(main())
