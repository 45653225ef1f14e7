"""Tell which accounts the same policies bind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from guardrails.organization import Account
from guardrails.policy import Document
from guardrails.policy.account_ids import account_ids, spelled_ids
from guardrails.policy.space.parties import OrgPath
from guardrails.posture.model import Posture

Lineage: TypeAlias = tuple[tuple[tuple[str, int], ...], ...]
"""Level by level from the root, the types and the numbers of the documents."""
Key: TypeAlias = tuple[Lineage, str, str]

_OF_ACCOUNTS = ("aws:principalarn", "aws:principalaccount", "aws:resourceaccount")
"""Keys whose value the account determines, or a part of it."""
_PLACE = "orgpaths"
"""In the names of keys that say where an account stands, such as aws:PrincipalOrgPaths."""


class Bindings:
    """The keys by which the accounts of a posture are told apart: equal where everything binds them alike.

    Args:
        posture: the posture.
        numbers: what its documents are called by; two postures that share it have comparable keys.
    """

    def __init__(self, posture: Posture, numbers: dict[object, int] | None = None) -> None:
        self._posture = posture
        numbers = {} if numbers is None else numbers
        documents = {id(policy.document): policy.document for policy in posture.policies}
        self._by_id = {
            identity: numbers.setdefault((document.statements, document.version), len(numbers))
            for identity, document in documents.items()
        }
        self._named = _named_accounts(documents.values())
        texts = (text.lower() for document in documents.values() for text, _ in _texts(document))
        self._placed = any(_PLACE in text for text in texts)
        self._lineages: dict[str, Lineage] = {}

    def key(self, account: Account) -> Key:
        """Return the key of an account."""
        account_id = account.id if self._named is None or account.id in self._named else ""
        # The organization's id is the same for all its accounts: it tells none of them apart.
        place = self.org_path(account).text if self._placed else self._posture.organization.id
        return (self.lineage(account.path), account_id, place)

    def org_path(self, account: Account) -> OrgPath:
        """Return where an account stands."""
        organization = self._posture.organization
        return OrgPath(
            account.id, organization.id, tuple(node.id for node in organization.lineage(account.path)[:-1])
        )

    def lineage(self, path: str) -> Lineage:
        """Return which documents stand at a path and at every node above it."""
        lineage = self._lineages.get(path)
        if lineage is None:
            parent = self._posture.organization.parents.get(path)
            above = self.lineage(parent) if parent is not None else ()
            attached = self._posture.by_target.get(path, ())
            numbers = sorted((policy.type, self._by_id[id(policy.document)]) for policy in attached)
            lineage = self._lineages[path] = (*above, tuple(numbers))
        return lineage


def _texts(document: Document) -> Iterator[tuple[str, bool]]:
    """List every text of a document in which an account may be named, and whether a part of an id counts."""
    for statement in document.statements:
        for resource in (*statement.resources, *statement.not_resources):
            yield resource, True
        for _, key, values in statement.conditions:
            yield key, False
            for value in values:
                yield value, key.lower() in _OF_ACCOUNTS


def _named_accounts(documents: Iterable[Document]) -> frozenset[str] | None:
    """List the account ids that policies spell out; None where a pattern may name a part of one."""
    texts = [entry for document in documents for entry in _texts(document)]
    patterns = account_ids(text for text, counts in texts if counts)
    return None if patterns is None else patterns.union(*(spelled_ids(text) for text, _ in texts))
