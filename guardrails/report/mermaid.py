"""A posture as a picture: a flowchart in Mermaid's language, which GitHub draws in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.errors import counted
from guardrails.organization import Account, Node
from guardrails.posture import Posture

MOST_NAMES = 12
"""Accounts that are named in a box that several share; more are counted."""
MOST_GUARDRAILS = 2
"""Guardrails of one policy that are named; more are counted."""
_SAFE = re.compile(r"[^\w /:,-]|:(?! )")
"""Everything that could end a label, begin markup, a directive or an entity: it is written as a number."""
_LIST = re.compile(r"^(\d+|-)(?=[ .)-])")
"""Mermaid takes a label that begins so for a list, which it doesn't draw."""


def mermaid(posture: Posture) -> Iterator[str]:
    """Draw an organization, line by line: boxes for units and accounts, with the policies attached to each.

    Accounts of one unit that have no policy of their own share a box.

    Source: https://mermaid.js.org/syntax/flowchart.html
    """
    tree = posture.organization
    yield "flowchart TB"
    yield f"  management([{_label(tree.management_account.name, ('bound by no policy',))}])"
    yield from _nodes(posture, tree.root, "root")
    yield "  management -.- root"


def _nodes(posture: Posture, node: Node, name: str) -> Iterator[str]:
    label = _label(node.name, tuple(_attached(posture, node.path)))
    yield f"  {name}([{label}])" if isinstance(node, Account) else f"  {name}[{label}]"
    plain_accounts = [
        child for child in node.children if isinstance(child, Account) and not _has_own(posture, child)
    ]
    drawn = [child for child in node.children if child not in plain_accounts]
    for number, child in enumerate(drawn, 1):
        yield from _nodes(posture, child, f"{name}_{number}")
        yield f"  {name} --> {name}_{number}"
    if plain_accounts:
        names = [child.name for child in plain_accounts[:MOST_NAMES]]
        more = (f"and {len(plain_accounts) - MOST_NAMES} more",) if len(plain_accounts) > MOST_NAMES else ()
        yield f"  {name}_accounts([{_label(names[0], (*names[1:], *more))}])"
        yield f"  {name} --> {name}_accounts"


def _has_own(posture: Posture, node: Node) -> bool:
    return any(_attached(posture, node.path))


def _attached(posture: Posture, path: str) -> Iterator[str]:
    """Write a line for each policy of a node: its family, and its guardrails or how many they are."""
    for policy in posture.by_target.get(path, ()):
        if policy.foreign:
            yield f"of others: {policy.name}"
        elif not policy.aws_managed:
            named = len(policy.intents) <= MOST_GUARDRAILS
            guardrails = ", ".join(policy.intents) if named else counted(len(policy.intents), "guardrail")
            yield f"{policy.family}: {guardrails}"
    for management_policy in posture.management_by_target.get(path, ()):
        label = management_policy.name if management_policy.foreign else management_policy.entry
        yield f"{'of others' if management_policy.foreign else 'settings'}: {label}"


def _label(title: str, lines: tuple[str, ...]) -> str:
    return f'"{"<br/>".join(map(_escaped, (title, *lines)))}"'


def _escaped(text: str) -> str:
    """Write everything but letters, digits and a few signs as Mermaid's entity of the character's number."""
    escaped = _SAFE.sub(lambda match: f"#{ord(match[0])};", text)
    return _LIST.sub(lambda match: "".join(f"#{ord(character)};" for character in match[0]), escaped)
