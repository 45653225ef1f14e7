"""Find what a baseline says to no effect: it is not wrong, but somebody expected more of it."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails import marked
from guardrails.baseline.inline import inline_advice
from guardrails.baseline.lists import ListKind
from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import narrowed
from guardrails.errors import Finding
from guardrails.organization import covers
from guardrails.policy import Document
from guardrails.policy.language.document import FULL_ACCESS, SCP
from guardrails.posture.missing import left_open
from guardrails.posture.model import Posture


def advice(baseline: Baseline, posture: Posture) -> tuple[Finding, ...]:
    """List what has no effect: overrides that repeat their parent, idle guardrails, exemptions and names."""
    parts = (
        _overrides(baseline, posture),
        _guardrails(baseline, posture),
        _allowing(baseline, posture),
        _exemptions(baseline),
        _access(baseline),
        inline_advice(baseline),
    )
    return tuple(sorted({finding for part in parts for finding in part}))


def _finding(baseline: Baseline, path: marked.Path, problem: str, remedy: str) -> Finding:
    return Finding(baseline.locate(*path), baseline.name(*path), problem, remedy)


def _overrides(baseline: Baseline, posture: Posture) -> Iterator[Finding]:
    tree = baseline.tree
    kinds: tuple[tuple[ListKind, str], ...] = (
        ("regions", "deny_unused_regions"),
        ("services", "deny_unused_services"),
    )
    for kind, control in kinds:
        section = baseline.regions if kind == "regions" else baseline.services
        lists = baseline.denied[kind]
        standing = [
            path for guardrail in baseline.guardrails if guardrail.control == control for path in guardrail.at
        ]
        for path in section.overrides:
            parent = tree.parents.get(path)
            if parent is not None and lists[path] == lists[parent]:
                problem = f"says the same as {parent} does already"
                yield _finding(baseline, (kind, "overrides", path), problem, "remove it")
            elif standing and not any(_related(path, place) for place in standing):
                problem = f"{control} stands neither here nor above nor below"
                remedy = f"add the path to the `at` of {control}, or remove it"
                yield _finding(baseline, (kind, "overrides", path), problem, remedy)
        missing = not standing and kind in baseline.file.model_fields_set
        if missing and (sentence := left_open(baseline, posture, control)):
            problem = f"no guardrail {control} stands anywhere: {sentence}"
            yield _finding(baseline, (kind,), problem, f"add `- control: {control}` to guardrails")


def _related(path: str, other_path: str) -> bool:
    """Return whether one path is the other, or stands above it or below it."""
    return covers(path, other_path) or covers(other_path, path)


def _guardrails(baseline: Baseline, posture: Posture) -> Iterator[Finding]:
    effective = {origin for policy in posture.declared for origin in policy.origins}
    for guardrail in baseline.guardrails:
        if not narrowed(baseline, guardrail.at):
            continue  # `outside_notes` says so
        if guardrail.location not in effective:
            named = f"the preset {guardrail.preset}" if guardrail.preset else guardrail.name
            problem, remedy = (
                f"{named} denies nothing where it stands",
                "remove it, or give it something to deny",
            )
            yield _finding(baseline, ("guardrails", guardrail.entry), problem, remedy)


def _allowing(baseline: Baseline, posture: Posture) -> Iterator[Finding]:
    """An allowed action needs one policy of a node that allows it, and FullAWSAccess allows every action.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
    """
    open_nodes = {policy.target for policy in posture.policies if policy.document == FULL_ACCESS}
    for guardrail in baseline.guardrails:
        if guardrail.policy is None or not open_nodes.issuperset(narrowed(baseline, guardrail.at)):
            continue
        if guardrail.type == SCP and _only_allows(guardrail.policy.document):
            problem = f"{guardrail.name} only allows, which has no effect while FullAWSAccess is attached"
            remedy = "list what is used under services.allowed, with `- control: deny_unused_services`; "
            remedy += "CloudFormation can't detach FullAWSAccess"
            yield _finding(baseline, ("guardrails", guardrail.entry), problem, remedy)


def _only_allows(document: Document) -> bool:
    return all(statement.effect == "Allow" for statement in document.statements)


def _exemptions(baseline: Baseline) -> Iterator[Finding]:
    standing = {guardrail.control for guardrail in baseline.guardrails}
    for name, exemption in baseline.exemptions.items():
        if exemption.controls is not None and not standing & set(exemption.controls):
            problem = "none of the controls that it names stands anywhere"
            yield _finding(baseline, ("exemptions", name), problem, "remove it, or correct the controls")


def _access(baseline: Baseline) -> Iterator[Finding]:
    if baseline.access is None:
        return
    uses = [(entry.group, entry.permission_set) for entry in baseline.access.assignments]
    uses += [(entry.group, entry.permission_set) for entry in baseline.access.elevations.values()]
    for kind, names, used in (
        ("groups", baseline.access.groups, {group for group, _ in uses}),
        (
            "permission_sets",
            baseline.access.permission_sets,
            {permission_set for _, permission_set in uses},
        ),
    ):
        for name in names:
            if name not in used and kind in baseline.access.model_fields_set:
                problem = f'no assignment uses "{name}"'
                yield _finding(baseline, ("access", kind, name), problem, "assign it, or remove it")
