"""Name each statement once, by letters and digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.marked import field_name
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule

_SID = re.compile(r"[A-Za-z0-9]*")


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find Sids that stand twice, and characters that no Sid has."""
    first: dict[str, str] = {}
    for statement in policy.statements:
        sid, path = statement.item.get("Sid", ""), (*statement.path, "Sid")
        if not isinstance(sid, str):
            yield LintFinding(path, "a Sid is text")
            continue
        if not _SID.fullmatch(sid):
            yield LintFinding(path, f'the Sid "{sid}" has other characters than letters and digits')
        if sid and sid in first:
            yield LintFinding(path, f'the Sid "{sid}" names two statements, first {first[sid]}')
        first.setdefault(sid, field_name(statement.path))


RULE = LintRule(
    id="GR-DOC-009",
    title="Name each statement once, by letters and digits",
    why="AWS refuses a Sid that stands twice in a document, and one with anything but the letters A "
    "to Z, a to z and digits.",
    fix="Give the statement a name of its own.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-unique-sids-required",
    severity="error",
    check=check,
)
