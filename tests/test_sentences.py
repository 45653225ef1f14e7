"""The sentences that users read follow CONTRIBUTING's rules and the glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from guardrails.policy.lint import rules
from scripts.sentence_sources import Text, plain
from scripts.sentence_sources import rules as source_of_rules
from scripts.sentences import SOURCES, glossary, violations

FEW = 20
"""Each source has more texts than this."""


@pytest.mark.slow
@pytest.mark.parametrize("read", SOURCES, ids=lambda read: str(read.__name__))
def test_sentences_follow_the_rules(read: Callable[[], Iterator[Text]]) -> None:
    """Not one sentence is excepted."""
    broken = [str(violation) for violation in violations(read())]
    listed = "\n".join(broken)
    assert not listed, f"rewrite each of these, subject first (`python -m scripts.sentences`):\n{listed}"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("word " * 31, "31 words, at most 30"),
        ("It stops. What is left stays.", 'begins with "what"'),
        ("**Whoever** asks is told.", 'begins with "whoever"'),
        ("The guardrail spares the role.", "write exempt"),
        ("It can tell whether a role exists.", "write whether"),
    ],
)
def test_each_rule_is_checked(text: str, rule: str) -> None:
    """One sentence for each rule, with nothing else wrong in it."""
    [violation] = violations([Text("test", "here", text)])
    assert rule in violation.rule


def test_a_sentence_within_the_rules_passes() -> None:
    """Thirty words; the glossary's words alone are looked for."""
    assert list(violations([Text("test", "here", "word " * 29 + "word. A spar is a pole.")])) == []
    assert len(glossary()) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("read", SOURCES, ids=lambda read: str(read.__name__))
def test_every_source_has_texts(read: Callable[[], Iterator[Text]]) -> None:
    """A reader that finds nothing would hold every rule."""
    assert sum(bool(text.text.strip()) for text in read()) > FEW


def test_the_texts_of_lint_are_read() -> None:
    """Titles, reasons and remedies of rules, and the problems that they name."""
    texts = {text.text for text in source_of_rules()}
    assert {plain(text) for rule in rules().values() for text in (rule.title, rule.why, rule.fix)} <= texts
    assert any(text.startswith("locks VALUE, and of VALUE entries for global services") for text in texts)
