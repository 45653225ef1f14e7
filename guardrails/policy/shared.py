"""Find once for many spaces the parts that they share, when their rules differ in few places.

The rules of such spaces are numbered together. A rule that two spaces share has one bit in both; so have two
similar rules at the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from guardrails.aws_facts.arns import build_arn
from guardrails.policy.account_ids import account_ids
from guardrails.policy.language.conditions import Condition
from guardrails.policy.language.rules import Rule
from guardrails.policy.language.variables import Context
from guardrails.policy.space.bindable import actions_of
from guardrails.policy.space.classes import RESOURCE
from guardrails.policy.space.dimensions import PRINCIPAL_TYPE, Option
from guardrails.policy.space.values import PRINCIPAL_ARN
from guardrails.policy.unlisted import names_unlisted

PRINCIPAL_ACCOUNT = "aws:principalaccount"

Numbered: TypeAlias = Sequence[tuple[int, Rule]]
"""Rules with their bits."""
OptionKey: TypeAlias = tuple[str, int, bool]
"""A dimension, the rules that test it, and whether resources confine the actions."""
Pattern: TypeAlias = frozenset[tuple[int, ...]]
"""The sets of rules that some values of a dimension leave in play, without the values themselves."""


class Traits(NamedTuple):
    """The facts about a rule that decide the classes of its space."""

    actions: int
    by_dimension: Mapping[str, int]
    """Of each dimension that the rule tests, a number that rules share that say the same of it."""
    names_unlisted: bool
    """Whether the rule names actions that the catalogue lacks."""
    by_account: Mapping[str, frozenset[str] | None]
    """The dimensions in which the rule reads otherwise for some accounts, with their ids; None for any."""


class DimensionTests(NamedTuple):
    """The tests that the rules of a space make in one dimension, as numbers."""

    whole: int
    """A number that spaces share whose rules say the same of it."""
    numbers: Mapping[int, int]
    """By the bit of a rule, a number that rules share that say the same."""

    def by(self, rules: int) -> tuple[int, ...]:
        """Return what some of the rules say."""
        return tuple(number for bit, number in self.numbers.items() if rules >> bit & 1)


class Shared:
    """Parts of classes that spaces of one policy type share.

    Args:
        settled: the condition keys that are the same in every request, in lower case.
    """

    def __init__(self, settled: Iterable[str]) -> None:
        self._settled = frozenset(settled)
        self._first: dict[int, Rule] = {}
        """The first rule of each bit."""
        self._usual = 0
        """The bits of the first space's rules."""
        self._numbers: dict[object, int] = {}
        self._options: dict[object, tuple[str, tuple[Option, ...]]] = {}
        """Sorted options, and the account that is in their ARNs."""
        self._numbers_by_content: dict[object, int] = {}
        self._traits: dict[int, tuple[Rule, Traits]] = {}
        self._classes: dict[object, dict[int, int]] = {}

    def traits(self, rule: Rule) -> Traits:
        """Return what a rule adds to the classes of a space."""
        entry = self._traits.get(id(rule))
        if entry is None:
            entry = self._traits[id(rule)] = rule, self._find_traits(rule)
        return entry[1]

    def enter(self, numbered: Numbered) -> None:
        """Take the rules of a space, of which some may have a bit that no rule had before."""
        for bit, rule in numbered:
            self._first.setdefault(bit, rule)
        if not self._usual:
            self._usual = sum(1 << bit for bit, _ in numbered)

    def tests_by_dimension(self, numbered: Numbered, fixed: Context) -> dict[str, DimensionTests]:
        """Return by dimension what the rules of a space say of it, each as a number."""
        account = next(iter(fixed.get(PRINCIPAL_ACCOUNT, ())), "")
        by_dimension: dict[str, dict[int, int]] = {}
        for bit, rule in numbered:
            traits = self.traits(rule)
            for dimension, number in traits.by_dimension.items():
                accounts = traits.by_account.get(dimension, frozenset())
                account_key: tuple[object, ...] = ()
                if accounts is None:
                    account_key = tuple(sorted(fixed.items()))
                elif account in accounts:
                    account_key = (account,)
                number_there = self._number_of(("seated", number, *account_key)) if account_key else number
                by_dimension.setdefault(dimension, {})[bit] = number_there
        return {
            dimension: DimensionTests(self._number_of(("whole", dimension, *numbers.items())), numbers)
            for dimension, numbers in by_dimension.items()
        }

    def number(self, key: OptionKey, tests: DimensionTests, find: Callable[[], Iterable[Option]]) -> int:
        """Return a number that options of a dimension share where they leave the same rules in play.

        Args:
            key: what the options are of.
            tests: what the rules of the space say of the dimension.
            find: finds the options.
        """
        number = self._numbers.get((tests.whole, key))
        if number is None:
            exact = key, tests.by(key[1])
            number = self._numbers.get(exact)
            if number is None:
                number = self._numbers[exact] = self.number_of(key[0], find())
            self._numbers[tests.whole, key] = number
        return number

    def number_of(self, dimension: str, options: Iterable[Option]) -> int:
        """Return the number of options, whatever they are of."""
        pattern: Pattern = frozenset(option[1:] for option in options)
        return self._number_of(("pattern", dimension, pattern))

    def sorted_options(
        self, key: OptionKey, tests: DimensionTests, account: str, find: Callable[[], Iterable[Option]]
    ) -> tuple[Option, ...]:
        """Return options of a dimension, sorted by the rules that they leave in play.

        Args:
            key: what the options are of.
            tests: what the rules of the space say of the dimension.
            account: whose principals ask; empty where anybody may.
            find: finds the options.
        """
        exact = key, tests.by(key[1])
        if exact not in self._options:
            self._options[exact] = account, in_order(find())
        owner, options = self._options[exact]
        return options if owner == account else tuple(_moved(option, owner, account) for option in options)

    def action_classes(self, actions: int, numbered: Numbered) -> dict[int, int]:
        """Split actions by the rules about them: the actions by the rules.

        The division by the first space's rules is remembered; the other rules divide it further.
        """
        usual: dict[int, int] = {}
        unusual: dict[int, int] = {}
        for bit, rule in numbered:
            covered = self.traits(rule).actions
            is_usual = self._usual >> bit & 1 and covered == self.traits(self._first[bit]).actions
            grouped = usual if is_usual else unusual
            grouped[covered] = grouped.get(covered, 0) | 1 << bit
        key = actions, sum(usual.values())
        if key not in self._classes:
            self._classes[key] = divided({0: actions}, usual)
        return divided(self._classes[key], unusual)

    def _number_of(self, key: object) -> int:
        return self._numbers_by_content.setdefault(key, len(self._numbers_by_content))

    def _find_traits(self, rule: Rule) -> Traits:
        by_dimension: dict[str, tuple[object, ...]] = {}
        by_account: dict[str, frozenset[str] | None] = {}
        for condition in rule.conditions:
            if condition.key in self._settled:
                continue
            dimension = PRINCIPAL_ARN if condition.key == PRINCIPAL_TYPE else condition.key
            test = (condition.name, condition.key, condition.patterns({}))
            by_dimension[dimension] = (*by_dimension.get(dimension, ()), test)
            before, named = by_account.get(dimension, frozenset()), _accounts_named_by(condition)
            by_account[dimension] = None if before is None or named is None else before | named
        if rule.resources:
            by_dimension[RESOURCE] = (rule.all_but, rule.resources)
            by_account[RESOURCE] = None if any(template.keys for template in rule.resources) else frozenset()
        read_otherwise = {dimension: ids for dimension, ids in by_account.items() if ids != frozenset()}
        unlisted = names_unlisted(patterns_of(rule))
        numbers = {dimension: self._number_of(tests) for dimension, tests in by_dimension.items()}
        return Traits(actions_of(rule), numbers, unlisted, read_otherwise)


def divided(classes: dict[int, int], covered: dict[int, int]) -> dict[int, int]:
    """Divide classes of actions further.

    Args:
        classes: the actions by the rules that speak of them.
        covered: further rules by the actions that they speak of.
    """
    for whole, bits in covered.items():
        classes = {
            rules | added: part
            for rules, actions in classes.items()
            for added, part in ((bits, actions & whole), (0, actions & ~whole))
            if part
        }
    return classes


def in_order(options: Iterable[Option]) -> tuple[Option, ...]:
    """Sort options by the rules that they leave in play."""
    return tuple(sorted(options, key=lambda option: option[1:]))


def patterns_of(rule: Rule) -> tuple[str, ...]:
    """Return the patterns of Action or, where there is none, of NotAction."""
    return rule.statement.actions or rule.statement.not_actions


def _moved(option: Option, account: str, new_account: str) -> Option:
    """Return an option of the principals of an account as that of another one's."""
    if account == new_account or option.assignment[:1] == () or option.assignment[0][0] != PRINCIPAL_ARN:
        return option
    [(dimension, equivalents)] = option.assignment
    starts = {
        build_arn(service, "", account, ""): build_arn(service, "", new_account, "")
        for service in ("iam", "sts")
    }
    written = tuple(
        tuple(
            next((new + text[len(old) :] for old, new in starts.items() if text.startswith(old)), text)
            for text in values
        )
        for values in equivalents
    )
    return option._replace(assignment=((dimension, written),))


def _accounts_named_by(condition: Condition) -> frozenset[str] | None:
    """List the accounts for whose principals a condition may read otherwise; None where it may for any."""
    if condition.variables:
        return None
    if condition.key != PRINCIPAL_ARN:
        return frozenset()
    return account_ids(condition.values)
