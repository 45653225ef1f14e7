"""Read a file with the policies of others: its form, and what is wrong with it, whatever the tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from pydantic import ValidationError

from guardrails import marked
from guardrails.baseline.foreign_center import center_faults
from guardrails.baseline.policy_file import PolicyFile
from guardrails.baseline.written import faulty, ungrammatical
from guardrails.errors import Finding
from guardrails.management_policies import BY_API_NAME
from guardrails.organization.form import PolicyForm, PostureForm, tree_faults
from guardrails.policy.language.document import (
    FULL_ACCESS,
    RCP,
    RCP_FULL_ACCESS,
    SCP,
    TYPES,
    Statement,
)
from guardrails.policy.language.read import read_document

REMEDY = "write the file with `python -m guardrails capture --foreign FILE`, or as docs/foreign.md describes"
_CAPTURE = "guardrails-capture/"
BY_AWS = {SCP: ("FullAWSAccess", FULL_ACCESS), RCP: ("RCPFullAWSAccess", RCP_FULL_ACCESS)}
"""The policies that AWS attaches by itself, by type: the name and the document."""


def form_findings(file: PolicyFile) -> list[Finding]:
    """Find everything that is wrong with a file with the policies of others, whatever the tree."""
    return list(form_of(file.text, file.name)[1])


@lru_cache(maxsize=8)
def form_of(text: str, name: str) -> tuple[PostureForm | None, tuple[Finding, ...]]:
    """Read a file with the policies of others; no form comes back where anything is wrong with it."""
    source = marked.read_json(text, name)
    if source.data is None:
        return None, source.findings
    if isinstance(source.data, dict) and str(source.data.get("format", "")).startswith(_CAPTURE):
        remedy = f"write what others have by `python -m guardrails capture --capture {name} --foreign FILE`"
        problem = "this is a capture, which has addresses and states that a repository shouldn't hold"
        return None, (Finding(source.locate(("format",)), "format", problem, remedy),)
    try:
        form = PostureForm.model_validate(source.data)
    except ValidationError as error:
        return None, tuple(
            Finding(
                source.locate(detail["loc"]), marked.field_name(detail["loc"]), detail["msg"].lower(), REMEDY
            )
            for detail in error.errors(include_url=False)
        )
    findings = tuple(_findings(source, form))
    return (None if findings else form), findings


def lacking_full_access(form: PostureForm) -> frozenset[str]:
    """Return the ids of the nodes from which somebody detached AWS's FullAWSAccess.

    Every node has at least one service control policy while the type is enabled. So a file that names none
    was read before that, and AWS attaches FullAWSAccess everywhere as soon as the type is enabled.

    Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html
    """
    scps = {node.id: [policy for policy in node.policies if policy.type == SCP] for node in form.nodes}
    if not any(scps.values()):
        return frozenset()
    return frozenset(
        node_id for node_id, policies in scps.items() if not any(policy.aws_managed for policy in policies)
    )


def _findings(source: marked.SourceMap, form: PostureForm) -> Iterator[Finding]:
    if form.read is None:
        problem = "doesn't say on which day and by whom the policies were read"
        yield Finding(source.locate(()), "read", problem, REMEDY)
    for path, problem in tree_faults(form):
        yield Finding(source.locate(path), marked.field_name(path), problem, REMEDY)
    for path, problem in center_faults(form.identity_center) if form.identity_center is not None else ():
        yield Finding(source.locate(path), marked.field_name(path), problem, REMEDY)
    first: dict[tuple[str, str], tuple[marked.Path, PolicyForm]] = {}
    for index, node in enumerate(form.nodes):
        attached: set[tuple[str, str]] = set()
        for number, policy in enumerate(node.policies):
            path = ("nodes", index, "policies", number)
            key = (policy.type, policy.name)
            if key in attached:
                yield _finding(source, path, f"{policy.name} is attached to {node.path} twice", REMEDY)
            attached.add(key)
            earlier_path, earlier = first.setdefault(key, (path, policy))
            if earlier.document != policy.document:
                problem = f"{policy.name} says something else than at {marked.field_name(earlier_path)}"
                yield _finding(source, path, f"{problem}; AWS has one policy of a name", REMEDY)
            check = _of_aws if policy.aws_managed else _of_others
            yield from check(source, path, policy)


def _of_others(source: marked.SourceMap, path: marked.Path, policy: PolicyForm) -> Iterator[Finding]:
    place = (*path, "document")
    location, field = source.locate(place), marked.field_name(place)
    if policy.type in BY_AWS and policy.name == BY_AWS[policy.type][0]:
        remedy = 'write "aws_managed": true, or the name that the policy has'
        yield _finding(source, (*path, "aws_managed"), f"{policy.name} is AWS's own policy", remedy)
    elif policy.type in BY_API_NAME:
        yield from faulty(policy.document, location, field)
    elif policy.type in TYPES:
        yield from ungrammatical(policy, location, field)


def _of_aws(source: marked.SourceMap, path: marked.Path, policy: PolicyForm) -> Iterator[Finding]:
    name, document = BY_AWS.get(policy.type, ("", None))
    if document is None or policy.name != name:
        known = " and ".join(known_name for known_name, _ in BY_AWS.values())
        problem = f"AWS attaches only {known} by itself, not {policy.name}"
        yield _finding(source, (*path, "aws_managed"), problem, 'write "aws_managed": false')
    elif _statements(policy) != document.statements:
        problem = f"{name} says something else than AWS's policy of that name"
        yield _finding(source, (*path, "document"), problem, REMEDY)


def _statements(policy: PolicyForm) -> tuple[Statement, ...]:
    """Return what a document says, whatever its statements are called; nothing where it is none."""
    try:
        document = read_document(policy.document)
    except ValueError:
        return ()
    return tuple(replace(statement, sid="") for statement in document.statements)


def _finding(source: marked.SourceMap, path: marked.Path, problem: str, remedy: str) -> Finding:
    return Finding(source.locate(path), marked.field_name(path), problem, remedy)
