"""The statements of policies and of whatever they are held against, each once and numbered by a bit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import or_

from guardrails.policy import Document, Statement
from guardrails.policy.document import SCP
from guardrails.policy.rules import Rule, rules_of
from guardrails.posture.model import Policy


def union(sets: Iterable[int]) -> int:
    """Return what is in any of some sets of rules."""
    return reduce(or_, sets, 0)


@dataclass(frozen=True)
class Standing:
    """Which rules are those of the policies over an account, and what they do together."""

    denying: int
    allowing: tuple[int, ...]
    """One set of rules a level, each of which has to allow; none for resource control policies."""
    policies: dict[int, tuple[Policy, ...]]
    """The policies that a rule stands in."""

    def denies(self, applying: int, perhaps: int = 0) -> bool:
        """Tell whether requests are denied for certain, to which some rules apply and others may."""
        lacking = any(not (applying | perhaps) & level for level in self.allowing)
        return lacking or bool(applying & self.denying)

    def unsure(self, applying: int, perhaps: int) -> int:
        """Return the rules on which it hangs whether requests are denied."""
        missing = union(level for level in self.allowing if not applying & level)
        return perhaps & (self.denying | missing)

    def denying_policies(self, applying: int) -> tuple[str, ...]:
        """Name the policies that deny, among rules that apply."""
        rules = applying & self.denying
        named = (policy.name for bit, found in self.policies.items() if rules >> bit & 1 for policy in found)
        return tuple(dict.fromkeys(named))

    @cached_property
    def rules(self) -> int:
        """All its rules."""
        return self.denying | union(self.allowing)


class Rulebook:
    """Statements as rules; two that say the same are one, whatever their names and the case of their keys.

    So what can't be decided of a statement is the same wherever it stands.
    """

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._bits: dict[tuple[Statement, str], int] = {}

    def bit(self, statement: Statement, version: str) -> int:
        """Return the bit of a statement, which is its place among the rules."""
        conditions = tuple((name, key.lower(), values) for name, key, values in statement.conditions)
        key = (replace(statement, sid="", principal="", conditions=conditions), version)
        if key not in self._bits:
            self._bits[key] = len(self.rules)
            self.rules += rules_of(Document((statement,), version=version))
        return self._bits[key]

    def standing(
        self,
        levels: Sequence[Sequence[Policy]],
        policy_type: str,
        reads: Callable[[Statement, str], Statement | None] = lambda statement, _: statement,
    ) -> Standing:
        """Enter the policies of a type, level by level from the root.

        Args:
            levels: the policies.
            policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
            reads: how a statement of some version of the language reads there; None where it never applies.
        """
        denying, allowing = 0, []
        policies: dict[int, tuple[Policy, ...]] = {}
        for level in levels:
            allowed = 0
            for policy in (one for one in level if one.type == policy_type):
                version = policy.document.version
                for statement in (reads(one, version) for one in policy.document.statements):
                    if statement is None:
                        continue
                    bit = self.bit(statement, version)
                    policies[bit] = (*policies.get(bit, ()), policy)
                    denying |= (statement.effect == "Deny") << bit
                    allowed |= (statement.effect == "Allow") << bit
            allowing.append(allowed)
        # AWS keeps RCPFullAWSAccess attached everywhere, so what resources are asked for is allowed.
        return Standing(denying, tuple(allowing) if policy_type == SCP else (), policies)
