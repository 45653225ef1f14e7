"""Read the policy documents that a baseline names, and check what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from guardrails import marked
from guardrails.baseline.inline import inline_findings
from guardrails.baseline.model import Baseline
from guardrails.errors import Finding
from guardrails.policy import Document
from guardrails.policy.lint import PolicyType, errors
from guardrails.policy.parse import parse_scp


def named_files(
    baseline: Baseline, source: marked.Marked, read_file: Callable[[str], str]
) -> tuple[dict[str, str], list[Finding]]:
    """Read every file that the baseline names and say what is wrong with each."""
    files: dict[str, str] = {}
    findings: list[Finding] = []
    for path, name, is_scp in _names(baseline):
        location = source.locate(marked.value_mark(path))
        field = source.name(path)
        if name not in files:
            try:
                files[name] = read_file(name)
            except (OSError, ValueError) as error:
                reason = why_unreadable(error)
                remedy = "name a UTF-8 file inside the folder of the baseline, such as policies/x.json"
                findings.append(Finding(location, field, f'"{name}" can\'t be read: {reason}', remedy))
                continue
        findings += _scp(name, files[name]) if is_scp else inline_findings(name, files[name])
    return files, findings


def _names(baseline: Baseline) -> Iterator[tuple[marked.Path, str, bool]]:
    for index, guardrail in enumerate(baseline.guardrails):
        if guardrail.document is not None:
            yield ("guardrails", index, "document"), guardrail.document, True
    sets = baseline.access.permission_sets if baseline.access else {}
    for name, permission_set in sets.items():
        if permission_set.inline is not None:
            yield ("access", "permission_sets", name, "inline"), permission_set.inline, False


def why_unreadable(error: OSError | ValueError) -> str:
    """Say why a file can't be read."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _scp(name: str, text: str) -> list[Finding]:
    document = parse_scp(text, name)
    return list(errors(text, name, PolicyType.SCP) if isinstance(document, Document) else document)
