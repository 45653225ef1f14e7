"""Name policies, so that whoever finds one in the console knows where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from guardrails.baseline.policy_names import joint_policy_name, policy_name
from guardrails.errors import Finding
from guardrails.organization import Node
from guardrails.policy.language.document import RCP
from guardrails.posture.model import Policy

if TYPE_CHECKING:
    from guardrails.posture.compile.bundle import Bundle

SHARED = "shared"
FAMILY_TITLES = {
    "regions": "allowed regions",
    "services": "allowed services",
    "protection": "protection of the baseline itself",
    "identity": "who may sign in, and how",
    "data": "protection of data",
    "perimeter": "access by outsiders and on their behalf",
    "network": "ways into networks",
    "quarantine": "accounts in which nobody may do anything",
    "own": "a document of your own",
    SHARED: "guardrails that share one policy for lack of room",
}
_RCP_MARK = "rcp-"
_DESCRIPTION_LENGTH = 512
"""Characters. Source: botocore 1.43.106, organizations, shape PolicyDescription, checked 2026-11-22."""


def policy_of(bundle: Bundle, node: Node) -> Policy:
    """Make the policy of a bundle.

    The key is made of the family and the id of the node, and of the content where a family has more than one
    policy. It holds no name, so it survives the renaming of the node. A resource control policy has another
    key than a service control policy of the same family and node.
    """
    parts = bundle.draft.parts
    kind = f"{_RCP_MARK if parts[0].type == RCP else ''}{bundle.family}"
    document_name = parts[0].intent if bundle.family == "own" else ""
    together = parts[0].together
    mark = f"-{bundle.mark or together}" if bundle.mark or together else ""
    slug = f"-{_slug(document_name)}" if document_name else ""
    titles = ". ".join(dict.fromkeys(part.title for part in parts))
    place = "several nodes" if together else node.path
    description = f"{FAMILY_TITLES[bundle.family].capitalize()} at {place}. {titles}."
    return Policy(
        key=f"{kind}{slug}-{node.id}{mark}",
        name=joint_policy_name(f"{kind}{slug}", together)
        if together
        else _name(kind, document_name, node, mark),
        type=parts[0].type,
        family=bundle.family,
        target=node.path,
        description=_within(description),
        document=bundle.draft.document,
        intents=tuple(dict.fromkeys(part.intent for part in parts)),
        origins=tuple(dict.fromkeys(part.origin for part in parts)),
        turn=bundle.turn,
        together=f"{kind}{slug}{mark}" if together else "",
    )


def _slug(text: str) -> str:
    stem = text.removesuffix(".json").removeprefix("policies/")
    return stem.replace("/", "--")


def _name(family: str, document_name: str, node: Node, mark: str) -> str:
    # The mark follows the family, since after the path it could be the end of another node's name.
    return policy_name(node, family + mark, *([_slug(document_name)] if document_name else []))


def _within(description: str) -> str:
    if len(description) <= _DESCRIPTION_LENGTH:
        return description
    return description[: _DESCRIPTION_LENGTH - 3] + "..."


def colliding(policies: Iterable[Policy]) -> Iterator[Finding]:
    """Find documents of your own whose file names differ too little to name two policies after them."""
    first_by_key: dict[str, Policy] = {}
    for policy in policies:
        first = first_by_key.setdefault(policy.key, policy)
        if first is not policy:
            problem = f"{', '.join(policy.intents)} and {', '.join(first.intents)} would be one policy"
            yield Finding(policy.origins[0], "guardrails", problem, "rename one of the two files")
