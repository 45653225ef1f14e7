"""Shorten a policy document without changing its meaning.

AWS counts a document's characters, so lists of actions are written with as few as possible: a list says
`iam:Delete*` where it named every action of IAM that begins so. The patterns have one wildcard, which may
stand anywhere in the name: `s3:Put*`, `s3:*Acl`, `s3:Put*Acl`. None covers a known action that the list
doesn't. Statements that differ in nothing but their actions become one, with the first one's Sid.

A wildcard also covers actions that AWS will add. In a Deny this closes actions that nobody has reviewed; in
an Allow it opens them. `Wildcards.NONE` does neither, and `Wildcards.WORDS` shows which names a pattern may
cover later. These rules always hold:

- A `NotAction` list stays literal, since a wildcard there would except future actions from the statement.
  Nor is it ever split or joined: two Denies with half of it each deny everything.
- What a written pattern covers of future actions stays covered.
- A service or an action that the catalogue doesn't know stays as it is written.
- The result is proven equal over the whole catalogue, by a comparison that knows nothing of the shortening.
  Where that fails, the document is returned as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from guardrails.aws_facts import measured_size
from guardrails.policy.equality import context_of, is_complete, same_meaning
from guardrails.policy.language.document import Document, Statement
from guardrails.policy.minify.actions import shortened, tidied
from guardrails.policy.minify.patterns import Wildcards

__all__ = ["Wildcards", "minify"]


def minify(document: Document, *, wildcards: Wildcards = Wildcards.LETTERS) -> Document:
    """Return the document in fewer characters, saying the same; itself where that can't be done or proven.

    `wildcards` says where one may be put that nobody wrote. The shorter document doesn't depend on the order
    of lists, and shortening it again changes nothing.
    """
    if not is_complete(document):
        return document
    statements = tuple(_shortened(statement, wildcards) for statement in _merged(document.statements))
    shorter = replace(document, statements=statements, verbatim=None)
    if measured_size(shorter.to_dict()) >= measured_size(document.to_dict()):
        return document
    return shorter if same_meaning(document, shorter, forever=wildcards is Wildcards.NONE) else document


def _merged(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Join statements that differ in their actions alone; of the same `NotAction` twice, one goes."""
    merged: dict[tuple[Statement, tuple[str, ...]], Statement] = {}
    for statement in statements:
        exceptions = tuple(entry.lower() for entry in tidied(statement.not_actions))
        key = (context_of(statement), exceptions)
        first = merged.get(key)
        if first is None:
            merged[key] = statement
        else:
            actions = (*first.actions, *statement.actions)
            merged[key] = replace(first, sid=first.sid or statement.sid, actions=actions)
    return tuple(merged.values())


def _shortened(statement: Statement, wildcards: Wildcards) -> Statement:
    context = context_of(statement)
    return replace(
        statement,
        actions=shortened(tuple(sorted(set(statement.actions))), wildcards),
        not_actions=tidied(statement.not_actions),
        resources=context.resources,
        not_resources=context.not_resources,
        conditions=tuple(
            (operator, key, tuple(sorted(set(values)))) for operator, key, values in statement.conditions
        ),
    )
