"""Read the policy documents that a baseline names, and check what is in them."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from guardrails import marked
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.foreign_form import form_findings
from guardrails.baseline.inline import inline_findings
from guardrails.baseline.management import document_findings
from guardrails.baseline.policy_file import PolicyFile
from guardrails.baseline.pseudo_parameters import pseudo_parameters
from guardrails.errors import Finding
from guardrails.management_policies import BY_ID
from guardrails.policy import Document
from guardrails.policy.language.parse import parse_rcp, parse_scp
from guardrails.policy.lint import PolicyType, errors, type_of_text


def named_files(
    typed: BaselineFile, source: marked.SourceMap, read_file: Callable[[str], str]
) -> tuple[dict[str, PolicyFile], list[Finding]]:
    """Read every file that the baseline names and say what is wrong with each."""
    files: dict[str, PolicyFile] = {}
    findings: list[Finding] = []
    for path, name, check in _names(typed):
        location = source.locate(marked.value_mark(path))
        field = source.name(path)
        if name not in files:
            try:
                files[name] = PolicyFile(name, read_file(name))
            except (OSError, ValueError) as error:
                reason = why_unreadable(error)
                remedy = "name a UTF-8 file inside the folder of the baseline, such as policies/x.json"
                findings.append(Finding(location, field, f'"{name}" can\'t be read: {reason}', remedy))
                continue
            findings += pseudo_parameters(name, files[name].text) if check is not form_findings else []
        findings += check(files[name])
    return files, findings


_Check: TypeAlias = Callable[[PolicyFile], list[Finding]]


def _names(typed: BaselineFile) -> Iterator[tuple[marked.Path, str, _Check]]:
    check: _Check
    if typed.organization.foreign is not None:
        yield ("organization", "foreign"), typed.organization.foreign, form_findings
    for index, guardrail in enumerate(typed.guardrails):
        if guardrail.document is not None:
            check = partial(_policy, policy_type=guardrail.type)
            yield ("guardrails", index, "document"), guardrail.document, check
    for name, entry in typed.management_policies.items():
        if entry.document is not None:
            check = partial(document_findings, BY_ID[entry.type_id])
            yield ("management_policies", name, "document"), entry.document, check
    sets = typed.access.permission_sets if typed.access else {}
    for name, permission_set in sets.items():
        if permission_set.inline is not None:
            yield ("access", "permission_sets", name, "inline"), permission_set.inline, inline_findings


def why_unreadable(error: OSError | ValueError) -> str:
    """Say why a file can't be read."""
    if isinstance(error, UnicodeDecodeError):
        utf_16 = bytes(error.object[:2]) in (BOM_UTF16_LE, BOM_UTF16_BE)
        return "it begins with the byte-order mark of UTF-16" if utf_16 else "it is not UTF-8 text"
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _policy(file: PolicyFile, policy_type: PolicyType | None) -> list[Finding]:
    name, text = file.name, file.text
    kind = policy_type or type_of_text(text)
    document = parse_rcp(text, name) if kind is PolicyType.RCP else parse_scp(text, name)
    return list(errors(text, name, kind) if isinstance(document, Document) else document)
