"""Lint the inline policies of permission sets: what AWS refuses, and what does not mean what it seems to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from guardrails import aws_facts, marked
from guardrails.baseline.model import Baseline
from guardrails.baseline.policy_file import PolicyFile
from guardrails.errors import Finding
from guardrails.policy import Document
from guardrails.policy.language.parse import parse_scp
from guardrails.policy.language.patterns import matches
from guardrails.policy.lint import findings_of

_SID = re.compile(r"[A-Za-z0-9]*", re.ASCII)
_UNWRITABLE = re.compile(r"[^\t\n\r -\u00ff]")
"""Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PutInlinePolicyToPermissionSet.html."""
_REFUSED = ("GR-ACT-001", "GR-ACT-006", "GR-CND-001", "GR-CND-003", "GR-DOC-011", "GR-RES-001", "GR-RES-005")
"""The rules of the linter whose findings AWS refuses in a policy of any type."""
_MISTAKEN = (
    "GR-CND-002",
    "GR-CND-005",
    "GR-CND-010",
    "GR-CND-012",
    "GR-CND-014",
    "GR-CND-015",
    "GR-DOC-013",
)
"""Those that find what AWS takes in a policy of any type, and what has no effect in it."""


def inline_findings(file: PolicyFile) -> list[Finding]:
    """Find what AWS would refuse: grammar (an identity policy has that of an SCP), Sids and size."""
    name, text, source = file.name, file.text, file.source
    document = parse_scp(text, name)
    if not isinstance(document, Document):
        kind = "a service control policy"
        return [
            replace(finding, problem=finding.problem.replace(kind, "an inline policy"))
            for finding in document
        ]
    findings = [*_sids(source), *findings_of(text, name, _REFUSED)]
    if odd := _UNWRITABLE.search(json.dumps(source.data, ensure_ascii=False)):
        problem = f'"{odd[0]}" is no character that an inline policy takes'
        findings.append(Finding(source.locate(()), "", problem, "write it in Latin letters, or leave it out"))
    size = len("".join(json.dumps(document.to_dict(), separators=(",", ":"), ensure_ascii=False).split()))
    limit = aws_facts.PERMISSION_SET_INLINE_CHARACTERS
    if size > limit:
        problem = f"the policy has {size:,} characters besides white space; an inline policy has at most"
        problem += f" {limit:,}"
        findings.append(Finding(source.locate(()), "", problem, "shorten it, or use managed policies"))
    return findings


def inline_advice(baseline: Baseline) -> Iterator[Finding]:
    """Find what AWS takes and what has no effect: actions that don't exist, tests that are never true."""
    for policy in inline_policies(baseline):
        yield from findings_of(policy.text, policy.name, _MISTAKEN)
        for path, statement in policy.statements:
            yield from _actions(policy.source, path, statement)


@dataclass(frozen=True)
class InlinePolicy:
    """An inline policy, and the first permission set that has it."""

    field: marked.Path
    """Where the baseline names it."""
    policy: PolicyFile

    @property
    def name(self) -> str:
        """The path of its file."""
        return self.policy.name

    @property
    def text(self) -> str:
        """The text of its file."""
        return self.policy.text

    @property
    def source(self) -> marked.SourceMap:
        """Its JSON with places."""
        return self.policy.source

    @property
    def statements(self) -> list[tuple[marked.Path, dict[str, Any]]]:
        """Its statements, each with its place."""
        return _statements(self.source)

    @property
    def unconditional(self) -> Iterator[tuple[marked.Path, dict[str, Any]]]:
        """Those that allow something without a condition."""
        for path, statement in self.statements:
            if statement["Effect"] == "Allow" and not statement.get("Condition"):
                yield path, statement


def inline_policies(baseline: Baseline) -> Iterator[InlinePolicy]:
    """Yield every inline policy once, but for those of others."""
    sets = baseline.access.permission_sets if baseline.access else {}
    fields = {
        permission_set.inline: ("access", "permission_sets", name, "inline")
        for name, permission_set in reversed(sets.items())
        if permission_set.inline is not None and not permission_set.existing
    }
    for name in sorted(fields):
        yield InlinePolicy(fields[name], baseline.policy_files[name])


def _statements(source: marked.SourceMap) -> list[tuple[marked.Path, dict[str, Any]]]:
    statements = source.data["Statement"]
    if isinstance(statements, dict):
        return [(("Statement",), statements)]
    return [(("Statement", index), statement) for index, statement in enumerate(statements)]


def _sids(source: marked.SourceMap) -> Iterator[Finding]:
    """An identity policy takes fewer characters in a Sid than an SCP, and each Sid once."""
    earlier_sids: set[str] = set()
    for path, statement in _statements(source):
        sid = statement.get("Sid", "")
        if not _SID.fullmatch(sid):
            problem = f'the Sid "{sid}" has more than letters and digits'
            yield _at(source, (*path, "Sid"), problem, "leave the other characters out")
        elif sid and sid in earlier_sids:
            yield _at(source, (*path, "Sid"), f'the Sid "{sid}" stands here twice', "rename one of the two")
        earlier_sids.add(sid)


def _actions(source: marked.SourceMap, path: marked.Path, statement: dict[str, Any]) -> Iterator[Finding]:
    for key in ("Action", "NotAction"):
        actions = statement.get(key, [])
        for index, action in enumerate(actions if isinstance(actions, list) else [actions]):
            place = (*path, key, index) if isinstance(actions, list) else (*path, key)
            explanation = _unknown(action)
            if explanation is not None:
                yield _at(source, place, *explanation)


def _unknown(action: str) -> tuple[str, str] | None:
    """Say what is wrong with an action, or with a pattern of actions, that means nothing to IAM."""
    service, _, name = action.partition(":")
    if action == "*" or "*" in service or "?" in service:
        return None
    if not aws_facts.is_service(service):
        near = aws_facts.nearest(service, aws_facts.all_services())
        return f'no service has the prefix "{service}"', f'did you mean "{near}"?' if near else "correct it"
    known_actions = aws_facts.actions_of(service.lower())
    if "*" in name or "?" in name:
        if any(matches(action.lower(), candidate.lower()) for candidate in known_actions):
            return None
        return f'"{action}" matches no action', f"see the actions of {aws_facts.service_name(service)}"
    if aws_facts.is_action(action):
        return None
    near = aws_facts.nearest(action, known_actions)
    since = f"the catalogue of {aws_facts.catalogue_date()} has no such action"
    return f'"{action}" is unknown: {since}', f'did you mean "{near}"?' if near else "correct it"


def _at(source: marked.SourceMap, path: marked.Path, problem: str, remedy: str) -> Finding:
    return Finding(source.locate(path), source.name(path), problem, remedy)
