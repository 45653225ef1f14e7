"""Spaces whose rules are numbered together: what they share is what each would find alone."""

from __future__ import annotations

import random

import pytest

from guardrails.policy import Document, Statement
from guardrails.policy.language.document import SCP, VERSION
from guardrails.policy.language.read import read_document
from guardrails.policy.language.rules import rules_of
from guardrails.policy.space.classes import EquivalenceClass
from guardrails.policy.space.parties import OrgPath, space_of
from guardrails.policy.space.space import Space
from guardrails.posture.rulebook import Rulebook
from tests.policy.differential.generator import case
from tests.policy.differential.requests import HOME

SEED, BOOKS, PAGES = 20261129, 40, 6
OTHER = "999988887777"
_ACCOUNTS = (HOME, OTHER, "123412341234")


def _statements(index: int) -> list[tuple[Statement, str]]:
    documents = [read_document(one) for level in case(SEED, index)["layers"] for one in level]
    return [(statement, document.version) for document in documents for statement in document.statements]


def _pages(draw: random.Random, book: int) -> list[list[tuple[Statement, str]]]:
    """Draw sets of statements that have much in common, each with a few of its own, not in the same order."""
    shared = _statements(book * 1000)
    pages = []
    for page in range(PAGES):
        others = _statements(book * 1000 + page + 1)
        kept = [entry for entry in shared if draw.random() < 0.9]
        pages.append([*kept, *draw.sample(others, min(2, len(others)))])
    return pages


def _spaces(book: int) -> list[Space]:
    draw = random.Random(SEED + book)  # noqa: S311 - the same every time
    rulebook = Rulebook(SCP)
    return [
        space_of(
            SCP,
            rulebook.page(entries).rules,
            OrgPath(draw.choice(_ACCOUNTS), "o-exampleorg1", ("r-ex4m", f"ou-ex4m-{draw.randrange(3):08}")),
            rulebook.shared,
        )
        for entries in _pages(draw, book)
    ]


def _outcome(equivalence_class: EquivalenceClass) -> tuple[int, int, int]:
    """Return which rules apply; of those that speak of other actions, it makes no difference."""
    return (
        equivalence_class.decided & equivalence_class.possible,
        equivalence_class.crossing,
        equivalence_class.staying,
    )


def _alone(space: Space) -> Space:
    """Return a space with the same rules that shares nothing."""
    rules = [space.rules.get(bit) for bit in range(max(space.rules, default=-1) + 1)]
    return Space(rules, space.principals, space.fixed)


@pytest.mark.parametrize("book", range(BOOKS))
def test_actions_with_the_same_outline_have_the_same_cells(book: int) -> None:
    """Whatever is found for one outline may be taken for every group of actions that has it."""
    known: dict[object, frozenset[tuple[int, ...]]] = {}
    for space in _spaces(book):
        for group in space.groups():
            equivalence_classes = frozenset(
                _outcome(equivalence_class) for equivalence_class in space.classes_of(group)
            )
            assert known.setdefault(space.outline(group), equivalence_classes) == equivalence_classes


@pytest.mark.parametrize("book", range(BOOKS))
def test_shared_options_are_those_of_the_space_alone(book: int) -> None:
    """They leave the same rules in play and, for principals, bear the account of the space."""
    for space in _spaces(book):
        alone = _alone(space)
        for group in space.groups():
            for dimension in ("aws:principalarn", "aws:requestedregion", "resource"):
                assert space.options(group, dimension) == alone.options(group, dimension)


@pytest.mark.parametrize("book", range(BOOKS))
def test_actions_are_divided_as_without_sharing(book: int) -> None:
    """Every group of actions is one by which rules speak of it, and all of them are there."""
    for space in _spaces(book):
        assert set(space.groups()) == set(_alone(space).groups())


def _page(book: Rulebook, account: str, *patterns: str) -> Space:
    statement = Statement("", "Deny", ("s3:*",), conditions=(("ArnNotLike", "aws:PrincipalArn", patterns),))
    org_path = OrgPath(account, "o-exampleorg1", ("r-ex4m",))
    return space_of(SCP, book.page([(statement, VERSION)]).rules, org_path, book.shared)


@pytest.mark.parametrize("pattern", [f"arn:aws:iam::{HOME}:role/own", f"arn:aws:iam::{HOME[:4]}*:role/own"])
def test_pattern_that_names_an_account_reads_otherwise_there(pattern: str) -> None:
    """The same rule exempts a role of the account that it names, and nobody of another account."""
    book = Rulebook(SCP)
    outlines = []
    for account in (OTHER, HOME, OTHER):
        space = _page(book, account, pattern)
        [group] = [group for group in space.groups() if group.rules]
        outlines.append(space.outline(group))
    assert outlines[0] == outlines[2] != outlines[1]


def test_rules_that_differ_in_values_alone_can_have_the_same_outline() -> None:
    """Who is exempt differs, and that somebody is exempt doesn't."""
    book = Rulebook(SCP)
    spaces = [_page(book, HOME, f"arn:aws:iam::*:role/{name}") for name in ("first", "second")]
    outlines = [space.outline(group) for space in spaces for group in space.groups() if group.rules]
    assert outlines[0] == outlines[1]
    options = [space.options(group, "aws:principalarn") for space in spaces for group in space.groups()]
    assert len({str(each) for each in options if each}) == 2


def test_rule_of_another_version_of_the_language_is_another_rule() -> None:
    """`${*}` is a star in the current version, and five characters in the old one."""
    statement = Statement("", "Deny", ("s3:*",), resources=("arn:aws:s3:::a${*}",))
    book = Rulebook(SCP)
    org_path = OrgPath(HOME, "o-exampleorg1", ("r-ex4m",))
    found = []
    for version in ("2012-10-17", "2008-10-17"):
        space = space_of(SCP, book.page([(statement, version)]).rules, org_path, book.shared)
        rules = rules_of(Document((statement,), version=version))
        alone = space_of(SCP, rules, org_path)
        for group in space.groups():
            assert space.options(group, "resource") == alone.options(group, "resource")
            found.append(space.options(group, "resource"))
    assert len(set(found)) > 1
