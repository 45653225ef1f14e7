"""Compare what two lists of identity policies allow, over every class of requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from guardrails.policy import Document, Statement, action_set
from guardrails.policy.language.principals import grammars
from guardrails.policy.language.rules import Rule, rules_of
from guardrails.policy.space.classes import EquivalenceClass
from guardrails.policy.space.space import Space

_NOBODYS_ACCOUNT = "000000000000"
_MOST_OPEN = 6
"""Of so many rules that nobody can decide, every combination is tried."""
_MOST_STATEMENTS = 150
"""Of more statements that differ, it isn't decided what they come to."""


class Difference(NamedTuple):
    """How two lists of policies differ, as sets of actions."""

    gained: int
    """The actions of which more requests are allowed after."""
    lost: int
    """The actions of which fewer are."""
    decided: bool = True
    """Whether that is certain."""


class _Policies(NamedTuple):
    """Rules of one side, as bits."""

    allowing: int
    denying: int

    def allow(self, applying: int) -> bool:
        return bool(applying & self.allowing) and not applying & self.denying


def difference(before: Sequence[Document], after: Sequence[Document]) -> Difference:
    """Compare what two lists of identity policies allow, each list attached to one role.

    An Allow adds to the others, a Deny takes from all of them.
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    """
    numbers: dict[tuple[Statement, str], int] = {}
    rules: list[Rule] = []
    old, new = (_numbered(documents, numbers, rules) for documents in (before, after))
    among = (old.allowing ^ new.allowing) | (old.denying ^ new.denying)
    if not among:
        return Difference(0, 0)
    if len(rules) > _MOST_STATEMENTS:
        return Difference(action_set.universe(), 0, decided=False)
    space = Space(rules, grammars(_NOBODYS_ACCOUNT), {}, action_set.universe())
    gained, lost, decided = 0, 0, True
    for equivalence_classes in space.grouped_classes(among=among):
        for equivalence_class in equivalence_classes:
            outcomes = set(_outcomes(equivalence_class, old, new))
            decided &= None not in outcomes
            gained |= equivalence_class.actions if outcomes & {1, None} else 0
            lost |= equivalence_class.actions if -1 in outcomes else 0
    return Difference(gained, lost, decided)


def _numbered(
    documents: Iterable[Document], numbers: dict[tuple[Statement, str], int], rules: list[Rule]
) -> _Policies:
    allowing = denying = 0
    for document in documents:
        for rule in rules_of(document):
            key = (_nameless(rule.statement), document.version)
            if key not in numbers:
                numbers[key] = len(rules)
                rules.append(rule)
            bit = 1 << numbers[key]
            allowing |= bit if rule.statement.effect == "Allow" else 0
            denying |= bit if rule.statement.effect == "Deny" else 0
    return _Policies(allowing, denying)


def _nameless(statement: Statement) -> Statement:
    return Statement(
        "",
        statement.effect,
        statement.actions,
        statement.not_actions,
        statement.resources,
        statement.not_resources,
        statement.conditions,
    )


def _outcomes(equivalence_class: EquivalenceClass, old: _Policies, new: _Policies) -> Iterator[int | None]:
    """Yield 1 where more is allowed, -1 where less, 0 where the same, None where nobody can say."""
    for applying, perhaps in equivalence_class.readings():
        unsure = perhaps & (old.allowing | old.denying | new.allowing | new.denying)
        if unsure.bit_count() > _MOST_OPEN:
            yield None
            continue
        chosen = unsure
        while True:
            yield new.allow(applying | chosen) - old.allow(applying | chosen)
            if not chosen:
                break
            chosen = (chosen - 1) & unsure
