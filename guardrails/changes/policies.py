"""Compare the policies of a role: AWS managed ones by their documents, own ones by their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from guardrails.aws_facts.managed_policies import managed_policies_date, managed_policy
from guardrails.changes.fields import listed
from guardrails.changes.model import SafetyDirection
from guardrails.errors import counted
from guardrails.policy import Document, action_set
from guardrails.policy.allowed import difference
from guardrails.policy.language.document import from_dict

_SHOWN = 3


@dataclass(frozen=True)
class RolePolicies:
    """The policies of a role."""

    names: tuple[str, ...]
    """The names of the policies in the file."""
    documents: tuple[Document, ...]
    unknown: frozenset[str]
    """The names of those whose text isn't known: own ones of the accounts, and what the pinned data lacks."""


def policies(
    managed: Iterable[str], customer_managed: Iterable[str] = (), inline: tuple[str, Document] | None = None
) -> RolePolicies:
    """Collect the policies of a role.

    Args:
        managed: AWS managed policies, by the part of their ARN after `policy/`.
        customer_managed: customer managed policies, by name.
        inline: the name of the file with the inline policy, and what it says.
    """
    documents = {name: managed_policy(name) for name in managed}
    managed_documents = [from_dict(document) for document in documents.values() if document is not None]
    unknown = {name for name, document in documents.items() if document is None}
    inlined = () if inline is None else (inline[1],)
    names = (*documents, *customer_managed, *(() if inline is None else (inline[0],)))
    return RolePolicies(
        names,
        (*managed_documents, *inlined),
        frozenset(unknown) | {f"{name} (own)" for name in customer_managed},
    )


def policy_changes(before: RolePolicies, after: RolePolicies) -> Iterator[tuple[SafetyDirection, str]]:
    """Say what two sets of policies allow more or less, each in the words after the role's name."""
    changed = sorted(before.unknown ^ after.unknown)
    if changed:
        yield (
            SafetyDirection.WIDENED,
            f"has other policies whose text isn't known here, which counts as widened: {listed(changed)}",
        )
    change = difference(before.documents, after.documents)
    if not change.gained | change.lost:
        return
    how = _instead(before.names, after.names)
    if not change.decided:
        yield SafetyDirection.WIDENED, f"allows what nobody can compare, which counts as widened{how}"
    elif change.gained:
        less = f", and less of {_actions(change.lost)}" if change.lost else ""
        yield SafetyDirection.WIDENED, f"allows more of {_actions(change.gained)}{less}{how}"
    else:
        yield SafetyDirection.NARROWED, f"allows less of {_actions(change.lost)}{how}"


def _instead(before: Sequence[str], after: Sequence[str]) -> str:
    added = [name for name in after if name not in before]
    removed = [name for name in before if name not in after]
    parts = ([f"with {listed(added)}"] if added else []) + ([f"without {listed(removed)}"] if removed else [])
    return f" ({', '.join(parts)}; AWS managed policies as of {managed_policies_date()})" if parts else ""


def _actions(actions: int) -> str:
    known_actions = actions & action_set.catalogue_actions()
    count = action_set.count(known_actions)
    if not count:
        return "what AWS will add"
    if count <= _SHOWN:
        return ", ".join(action_set.names(known_actions))
    return f"{counted(count, 'action')}, such as {action_set.example(known_actions)}"
