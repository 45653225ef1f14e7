"""Hold a file with the policies of others against the organization of the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.context import Context
from guardrails.baseline.foreign import Foreign
from guardrails.baseline.foreign_form import REMEDY
from guardrails.errors import Finding

FIELD = ("organization", "foreign")
AGAIN = "correct the tree here, or read the file again with `python -m guardrails capture --foreign {}`"


def foreign(c: Context) -> Iterator[Finding]:
    """Find a file of another organization, and nodes that stand elsewhere than the baseline has them.

    Nodes that only one of both has are no mistake of the file: `foreign-tree-differs` warns of them.
    """
    file = c.baseline.foreign
    if file is None:
        return
    organization = c.baseline.organization
    for what, theirs, ours in (
        ("organization", file.organization, organization.id),
        ("management account", file.management_account, organization.management_account.id),
        ("root", file.nodes[0].id, organization.root),
    ):
        if theirs != ours:
            problem = f"{file.file} is of the {what} {theirs}, and this file of {ours}"
            yield c.value_at(FIELD, problem, f"correct the one that is wrong; {REMEDY}")
            return
    yield from _moved(c, file)


def _moved(c: Context, file: Foreign) -> Iterator[Finding]:
    """A node inherits from those above it, so a node at another place is bound by other policies."""
    tree = c.baseline.tree
    known = {node.id: node for node in tree.nodes}
    paths = {node.id: node.path for node in file.nodes}
    for index, node in enumerate(file.nodes):
        at = f"nodes[{index}].parent"
        if node.id == tree.management_account.id:
            problem = "is the management account, which has no place among the nodes: no policy binds it"
            yield Finding(node.location, at, problem, "leave it out")
        elif node.id in known and node.parent:
            above = tree.by_path[tree.parents[known[node.id].path]]
            if above.id != node.parent:
                problem = f"{node.id} stands below {paths[node.parent]} ({node.parent}),"
                problem += f" and in {c.source.file} below {above.path} ({above.id})"
                yield Finding(node.location, at, problem, AGAIN.format(file.file))
