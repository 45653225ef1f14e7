"""Pack what guardrails say at each node into policies, within AWS's quotas."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guardrails import aws_facts
from guardrails.errors import Finding, Location
from guardrails.organization import Node
from guardrails.policy import Document, Statement
from guardrails.posture.model import Policy

SCP = "SERVICE_CONTROL_POLICY"
FAMILY_TITLES = {
    "regions": "which regions may be used",
    "services": "which services may be used",
    "protection": "what keeps the baseline itself in place",
    "identity": "who may sign in, and how",
    "data": "how data is kept",
    "network": "how networks are reached",
    "quarantine": "accounts in which nobody may do anything",
    "own": "a document of your own",
}


@dataclass(frozen=True)
class Part:
    """What one guardrail says at one node."""

    node: Node
    family: str
    intent: str
    title: str
    origin: Location
    document: Document


def pack(parts: Iterable[Part]) -> Iterator[Policy]:
    """Group the statements by node and family: one policy each, and one for every document of your own."""
    grouped: dict[tuple[str, str, str], list[Part]] = {}
    for part in parts:
        own = part.intent if part.family == "own" else ""
        grouped.setdefault((part.node.path, part.family, own), []).append(part)
    for (path, family, own), group in grouped.items():
        yield from _split(path, family, own, group)


def _split(path: str, family: str, own: str, group: list[Part]) -> Iterator[Policy]:
    """Make one policy of a group, and further ones only of what AWS's size limit leaves no room for."""
    limit = aws_facts.quota(SCP).max_characters
    documents: list[list[tuple[Part, Statement]]] = [[]]
    if not own:
        for part, statement in ((one, said) for one in group for said in one.document.statements):
            candidate = [s for _, s in documents[-1]] + [statement]
            if documents[-1] and aws_facts.measured_size(Document(tuple(candidate)).to_dict()) > limit:
                documents.append([])
            documents[-1].append((part, statement))
    node = group[0].node
    for number, content in enumerate(documents, start=1):
        suffix = "" if number == 1 else f"-{number}"
        parts = list(dict.fromkeys(part for part, _ in content)) or group
        slug = f"-{_slug(own)}" if own else ""
        yield Policy(
            key=f"{family}{slug}-{node.id}{suffix}",
            name=_name(family, own, path, suffix),
            type=SCP,
            family=family,
            target=path,
            description=_description(family, path, parts),
            document=group[0].document if own else Document(tuple(s for _, s in content)),
            intents=tuple(dict.fromkeys(part.intent for part in parts)),
            origins=tuple(dict.fromkeys(part.origin for part in parts)),
        )


def _slug(text: str) -> str:
    stem = text.removesuffix(".json").removeprefix("policies/")
    return stem.replace("/", "--")


def _name(family: str, own: str, path: str, suffix: str) -> str:
    # The number follows the family, since after the path it could be the end of another node's name.
    name = "/".join(("guardrails", family + suffix, *([_slug(own)] if own else []), path))
    if len(name) <= aws_facts.POLICY_NAME_LENGTH:
        return name
    return name[: aws_facts.POLICY_NAME_LENGTH - 9] + "-" + hashlib.sha256(name.encode()).hexdigest()[:8]


def _description(family: str, path: str, parts: list[Part]) -> str:
    titles = "; ".join(dict.fromkeys(part.title for part in parts))
    description = f"{FAMILY_TITLES[family].capitalize()} at {path}: {titles}"
    return description if len(description) <= 512 else description[:509] + "..."  # noqa: PLR2004 (AWS's limit)


def oversize(policies: Iterable[Policy]) -> Iterator[Finding]:
    """Find the policies that are larger than AWS stores."""
    for policy in policies:
        size, limit = (
            aws_facts.measured_size(policy.document.to_dict()),
            aws_facts.quota(policy.type).max_characters,
        )
        if size > limit:
            problem = f"the policy {policy.name} has {size:,} characters; AWS takes at most {limit:,}"
            remedy = "shorten it, or split it into several documents"
            yield Finding(policy.origins[0], f"guardrails ({', '.join(policy.intents)})", problem, remedy)


def colliding(policies: Iterable[Policy]) -> Iterator[Finding]:
    """Find documents of your own whose file names differ too little to name two policies after them."""
    seen: dict[str, Policy] = {}
    for policy in policies:
        first = seen.setdefault(policy.key, policy)
        if first is not policy:
            problem = f"{', '.join(policy.intents)} and {', '.join(first.intents)} would be one policy"
            yield Finding(policy.origins[0], "guardrails", problem, "rename one of the two files")


def full_nodes(policies: Iterable[Policy]) -> Iterator[Finding]:
    """Find the nodes that carry more policies than AWS attaches; what AWS attached itself is counted in."""
    counted: dict[tuple[str, str], list[Policy]] = {}
    for policy in policies:
        counted.setdefault((policy.target, policy.type), []).append(policy)
    for (path, policy_type), attached in counted.items():
        limit = aws_facts.quota(policy_type).max_attached_per_target
        if limit is not None and len(attached) > limit:
            problem = f"{path} would carry {len(attached)} {policy_type}s; AWS attaches at most {limit}"
            remedy = "join documents of your own, or attach some of them to a unit above or below"
            yield Finding(attached[-1].origins[0], "guardrails", problem, remedy)
