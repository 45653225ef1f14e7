"""The parts of a condition operator's name: how it compares values, and how it treats a missing key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from guardrails.policy.language.operators import OPERATORS, read_operator

_QUANTIFIERS = {"forallvalues": "ForAllValues", "foranyvalue": "ForAnyValue"}
_FAMILIES = ("String", "Numeric", "Date", "Bool", "Binary", "Arn", "Null")


@dataclass(frozen=True)
class ConditionOperator:
    """A condition operator, such as `ForAnyValue:StringNotLikeIfExists`.

    Attributes:
        name: Without quantifier and suffix, in AWS's spelling.
        negated: Whether it is true of everything but its values.
        quantifier: `ForAllValues`, `ForAnyValue` or nothing.
        if_exists: Whether a missing key passes.
    """

    name: str
    negated: bool
    quantifier: str = ""
    if_exists: bool = False

    @property
    def family(self) -> str:
        """String, Numeric, Date, Bool, Binary, IpAddress, Arn or Null."""
        return next((family for family in _FAMILIES if self.name.startswith(family)), "IpAddress")

    @property
    def wildcards(self) -> bool:
        """Whether `*` and `?` in its values stand for other characters."""
        return self.family == "Arn" or self.name.endswith("Like")

    @property
    def true_when_missing(self) -> bool:
        """Whether it is true of a request without the key; of `Null` its values decide.

        Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
        """
        if self.quantifier:
            return self.quantifier == "ForAllValues"
        return self.negated or self.if_exists


@cache
def parse_operator(text: str) -> ConditionOperator | None:
    """Read an operator, ignoring case; None where AWS knows no such one."""
    read = read_operator(text)
    if read is None:
        return None
    operator = read.operator
    return ConditionOperator(
        operator.name, operator.negated, _QUANTIFIERS.get(read.quantifier, ""), read.if_exists
    )


def operator_names() -> tuple[str, ...]:
    """Return the names that an operator can have, without quantifier and suffix."""
    return tuple(operator.name for operator in OPERATORS.values())
