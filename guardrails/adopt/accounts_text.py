"""The section `accounts` of an adopted baseline: the accounts that are suspended."""

from __future__ import annotations

from guardrails.adopt.section_text import SectionText
from guardrails.adopt.yaml_text import YamlBlock, YamlNode
from guardrails.capture.tree import CLOSED_STATES, KnownTree
from guardrails.organization import Organization


def closed_paths(known: KnownTree, tree: Organization) -> frozenset[str]:
    """Return the paths of the member accounts that are suspended or being closed."""
    ids = {account.id for account in known.accounts if account.state in CLOSED_STATES}
    return frozenset(account.path for account in tree.accounts if account.id in ids)


def accounts_section(tree: Organization) -> SectionText:
    """List the closed accounts of a tree; nothing where all are open."""
    if not tree.closed:
        return SectionText()
    comment = "Suspended in AWS, which removes a closed account after 90 days: then delete it here, too."
    return SectionText(
        (YamlNode("accounts", YamlBlock((YamlNode("closed", tuple(sorted(tree.closed))),)), (comment,)),)
    )
