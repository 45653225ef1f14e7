"""The statements of policies and of whatever they are held against, each once and numbered by a bit."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import or_
from typing import TypeAlias

from guardrails.policy import Document, Statement
from guardrails.policy.language.document import SCP
from guardrails.policy.language.rules import Rule, rules_of
from guardrails.policy.space.parties import shared_by
from guardrails.posture.model import Policy


def union(sets: Iterable[int]) -> int:
    """Return what is in any of some sets of rules."""
    return reduce(or_, sets, 0)


Reading: TypeAlias = Callable[[Statement, str], Statement | None]
"""How a statement of some version of the language reads; None where it never applies."""


def as_written(statement: Statement, _version: str) -> Statement:
    """Read a statement as it is written."""
    return statement


@dataclass(frozen=True)
class Standing:
    """Which rules are those of the policies over an account, and what they do together."""

    denying: int
    allowing: tuple[int, ...]
    """One set of rules a level, each of which has to allow; none for resource control policies."""
    policies: dict[int, tuple[Policy, ...]]
    """The policies that a rule stands in."""

    def denies(self, applying: int, perhaps: int = 0) -> bool:
        """Return whether requests are denied for certain, to which some rules apply and others may."""
        lacking = any(not (applying | perhaps) & level for level in self.allowing)
        return lacking or bool(applying & self.denying)

    def unsure(self, applying: int, perhaps: int) -> int:
        """Return the rules on which it hangs whether requests are denied."""
        missing = union(level for level in self.allowing if not applying & level)
        return perhaps & (self.denying | missing)

    def denying_policies(self, applying: int) -> tuple[str, ...]:
        """Name the policies that deny, among rules that apply."""
        rules = applying & self.denying
        named = (
            policy.name for bit, policies in self.policies.items() if rules >> bit & 1 for policy in policies
        )
        return tuple(dict.fromkeys(named))

    @cached_property
    def rules(self) -> int:
        """All its rules."""
        return self.denying | union(self.allowing)


class Rulebook:
    """Statements as rules; two of the same meaning are one, whatever their names and the case of keys.

    So a question about a statement has one answer wherever the statement stands. A book has a page for each
    set of rules. Rules that pages share have the same bit on all of them. A rule that another page lacks
    takes the bit of a similar rule there. So pages that differ in one rule differ only in the rule behind one
    bit.
    """

    def __init__(self, policy_type: str = SCP) -> None:
        self.shared = shared_by(policy_type)
        self._rules: dict[tuple[Statement, str], Rule] = {}
        self._read: dict[tuple[int, str], tuple[Statement, Rule]] = {}
        self._homes: dict[int, int] = {}
        """By rule, the bit that it had first."""
        self._bits_by_content: dict[object, list[int]] = {}
        """By what rules have in common, their bits."""
        self._size = 0

    def rule(self, statement: Statement, version: str) -> Rule:
        """Return a statement as a rule."""
        key = (id(statement), version)
        cached = self._read.get(key)
        if cached is None:
            cached = self._read[key] = (statement, self._find_rule(statement, version))
        return cached[1]

    def page(self, entries: Iterable[tuple[Statement, str]]) -> Page:
        """Return the page with some statements, each with its version of the language."""
        rules = list({id(rule): rule for rule in (self.rule(*entry) for entry in entries)}.values())
        bits: dict[int, int] = {}
        taken: set[int] = set()
        for rule in rules:
            home = self._homes.get(id(rule))
            if home is not None and home not in taken:
                bits[id(rule)] = home
                taken.add(home)
        for rule in rules:
            if id(rule) not in bits:
                bits[id(rule)] = bit = self._room_for(rule, taken)
                self._homes.setdefault(id(rule), bit)
                taken.add(bit)
        by_bit = {bits[id(rule)]: rule for rule in rules}
        return Page(self, [by_bit.get(bit) for bit in range(max(by_bit, default=-1) + 1)], bits)

    def _find_rule(self, statement: Statement, version: str) -> Rule:
        conditions = tuple((name, key.lower(), values) for name, key, values in statement.conditions)
        key = (replace(statement, sid="", principal="", conditions=conditions), version)
        if key not in self._rules:
            self._rules[key] = rules_of(Document((statement,), version=version))[0]
        return self._rules[key]

    def _room_for(self, rule: Rule, taken: Container[int]) -> int:
        """Return the bit of a rule like one that is new, or a new one."""
        likenesses = _likenesses(rule)
        for likeness in likenesses:
            for bit in self._bits_by_content.get(likeness, ()):
                if bit not in taken:
                    return bit
        self._size += 1
        for likeness in likenesses:
            self._bits_by_content.setdefault(likeness, []).append(self._size - 1)
        return self._size - 1


def _likenesses(rule: Rule) -> tuple[object, object]:
    """Return what a rule may have in common with one in its place: much, then little."""
    statement = rule.statement
    tested = tuple((name, key) for name, key, _ in statement.conditions)
    little = (statement.effect, bool(statement.actions), bool(rule.resources), rule.all_but, tested)
    return (*little, statement.actions, statement.not_actions, rule.resources), little


class Page:
    """A set of rules, each with its bit.

    Args:
        book: the book that the page is of.
        rules: the rules by their bits; None at a bit that no rule has.
        bits: the bits of the rules.
    """

    def __init__(self, book: Rulebook, rules: Sequence[Rule | None], bits: Mapping[int, int]) -> None:
        self.rules, self._book, self._bits = rules, book, bits

    def bit(self, statement: Statement, version: str) -> int:
        """Return the bit of a statement, which is its place among the rules.

        Raises:
            KeyError: when the statement isn't on the page.
        """
        return self._bits[id(self._book.rule(statement, version))]

    def standing(
        self, levels: Sequence[Sequence[Policy]], policy_type: str, reads: Reading = as_written
    ) -> Standing:
        """Return what the policies of a type, level by level from the root, do together.

        Args:
            levels: the policies; the page has their statements.
            policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
            reads: how their statements read.
        """
        denying, allowing = 0, []
        policies: dict[int, tuple[Policy, ...]] = {}
        for level in levels:
            allowed = 0
            for policy in (candidate for candidate in level if candidate.type == policy_type):
                for statement, version in statements_of(((policy,),), policy_type, reads):
                    bit = self.bit(statement, version)
                    policies[bit] = (*policies.get(bit, ()), policy)
                    denying |= (statement.effect == "Deny") << bit
                    allowed |= (statement.effect == "Allow") << bit
            allowing.append(allowed)
        # AWS keeps RCPFullAWSAccess attached everywhere, so what resources are asked for is allowed.
        return Standing(denying, tuple(allowing) if policy_type == SCP else (), policies)


def statements_of(
    levels: Iterable[Iterable[Policy]], policy_type: str, reads: Reading = as_written
) -> Iterator[tuple[Statement, str]]:
    """List the statements of the policies of a type, each with its version of the language.

    Args:
        levels: the policies, level by level from the root.
        policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
        reads: how a statement of some version of the language reads there; None where it never applies.
    """
    for level in levels:
        for policy in level:
            if policy.type == policy_type:
                version = policy.document.version
                for statement in policy.document.statements:
                    if (read := reads(statement, version)) is not None:
                        yield read, version
