"""The management policies that a baseline declares: their documents, and where each is attached."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from guardrails import marked
from guardrails.baseline.canonical import canonical_model
from guardrails.baseline.joined_settings import joined
from guardrails.baseline.model import Baseline
from guardrails.baseline.policy_file import PolicyFile
from guardrails.baseline.policy_names import policy_name
from guardrails.baseline.scope import narrowed
from guardrails.errors import Finding
from guardrails.management_policies import BY_ID, ManagementPolicy, ManagementPolicyType
from guardrails.management_policies.check import faults_in
from guardrails.management_policies.grammar import Fault

SECTION = "management_policies"


def declared(baseline: Baseline) -> tuple[ManagementPolicy, ...]:
    """Return the policies that the section declares, but for wrong documents, in the order of their names."""
    policies = [
        policy for name in sorted(baseline.management_policies) for policy in _policies(baseline, name)
    ]
    return joined(baseline, policies)


def all_management(baseline: Baseline) -> tuple[ManagementPolicy, ...]:
    """Return the policies that others attach, which have stood longer, then those of the section.

    AWS evaluates the policies of a node in the order in which they were attached.
    """
    foreign = baseline.foreign.management if baseline.foreign is not None else ()
    return (*foreign, *baseline.declared_policies)


def _policies(baseline: Baseline, name: str) -> Iterator[ManagementPolicy]:
    entry, nodes = canonical_model(baseline.management_policies[name]), baseline.tree.by_path
    policy_type = BY_ID[entry.type_id]
    document = entry.content() or _content_of(baseline, policy_type, entry.document or "")
    for path in narrowed(baseline, entry.at):
        if document is not None and path in nodes:
            yield ManagementPolicy(
                key=f"{policy_type.id.replace('_', '-')}-{name}-{nodes[path].id}",
                name=policy_name(nodes[path], policy_type.id, name),
                type=policy_type.api_name,
                target=path,
                description=f"{policy_type.title[0].upper()}{policy_type.title[1:]} at {path}: {name}"[:512],
                text=json.dumps(document, ensure_ascii=False),
                entry=name,
                origin=baseline.locate(SECTION, name),
            )


def _content_of(baseline: Baseline, policy_type: ManagementPolicyType, name: str) -> Mapping[str, Any] | None:
    try:
        document = baseline.policy_files[name].source.data
    except KeyError:
        return None
    return None if faults_in(policy_type, document) else document


def document_findings(policy_type: ManagementPolicyType, file: PolicyFile) -> list[Finding]:
    """Find what is wrong with a document, and where in its file."""
    source = file.source
    if source.data is None and source.findings:
        return list(source.findings)
    return [*source.findings, *(_finding(source, fault) for fault in faults_in(policy_type, source.data))]


def _finding(source: marked.SourceMap, fault: Fault) -> Finding:
    at_key = fault.on_key or not fault.path or isinstance(fault.path[-1], int)
    location = source.locate(fault.path if at_key else marked.value_mark(fault.path))
    return Finding(location, marked.field_name(fault.path), fault.problem, fault.remedy)
