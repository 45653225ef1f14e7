"""Take over policies that somebody else published: their placeholders filled in, what AWS refuses mended."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from guardrails.baseline import Baseline, load_text
from guardrails.marked import read
from guardrails.policy.lint import check_policy
from guardrails.policy.lint.engine.placeholders import placeholders

PROJECT = Path(__file__).resolve().parent.parent
EXAMPLE = PROJECT / "tests" / "example" / "baseline.yaml"
NAME = "policies/adopted.json"
EXEMPT = "arn:aws:iam::*:role/break-glass"
_MEANT = (
    ("${account}", "*"),
    ("${region}", "*"),
    ("region", "eu-central-1"),
    ("account", "999999999999"),
    ("privileged_role", "break-glass"),
    ("org-id", "o-exampleorg1"),
    ("cidr", "10.0.0.0/8"),
    ("milliseconds", "900000"),
    ("cloudtrail_name", "organization-trail"),
    ("octo-org", "our-org"),
)
"""What placeholders stand for, by a part of their names."""


def published(folder: Path) -> dict[str, str]:
    """Return the text of every policy in a folder, by its path in there."""
    found = sorted(folder.rglob("*.json"))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def substituted(text: str) -> str:
    """Put something in the place of each placeholder, as the reader of a published policy is told to."""
    for one in sorted(set(placeholders(text)), key=len, reverse=True):
        known = (value for part, value in _MEANT if part in one.lower())
        text = text.replace(one, next(known, re.sub(r"[^a-z0-9]+", "-", one.lower()).strip("-")))
    return text


def mended(text: str) -> tuple[str, ...]:
    """Return the documents that say what a text says and that AWS takes.

    A comment goes, which JSON hasn't, and so does a statement that AWS refuses in its type of policies. What
    is too large for one document goes into several, statement by statement.
    """
    try:
        document = json.loads(text)
    except ValueError:
        document = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    else:
        if not refused(text):
            return (text,)
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    taken = [one for one in statements if not refused(with_statements(document, [one]))]
    parts: list[list[Any]] = [[]]
    for one in taken:
        if parts[-1] and refused(with_statements(document, [*parts[-1], one])):
            parts.append([])
        parts[-1].append(one)
    return tuple(with_statements(document, part) for part in parts)


def with_statements(document: Mapping[str, Any], statements: list[Any]) -> str:
    """Return the text of a document with other statements."""
    return json.dumps({**document, "Statement": statements}, indent=4)


def refused(text: str) -> list[str]:
    """Return the findings for which AWS refuses a policy; a baseline can accept the others."""
    return [
        str(issue.finding)
        for issue in check_policy(text, "it").issues
        if issue.rule.severity == "error" and not issue.rule.acceptable
    ]


def baseline_with(entry: Mapping[str, Any], text: str = "") -> Baseline:
    """Load the example's organization with one guardrail on the root and one exemption."""
    data = read(EXAMPLE.read_text(encoding="utf-8"), str(EXAMPLE)).data
    exempt = {"principal": EXEMPT, "owner": "security@example.com", "reason": "Restores access"}
    simple = {
        "regions": {"allowed": data["regions"]["allowed"]},
        "services": {"denied": []},
        "exemptions": {"break-glass": exempt},
        "guardrails": [entry],
    }
    whole = {key: value for key, value in {**data, **simple}.items() if key not in ("access", "accounts")}
    day = datetime(2026, 6, 1, tzinfo=UTC).date()
    written = json.dumps({**whole, "alerts": {**data["alerts"], "break_glass": ["break-glass"]}})
    return load_text(written, "baseline.yaml", today=day, read_file=lambda _: text)
