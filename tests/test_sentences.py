"""The sentences that users read follow CONTRIBUTING's rules and the glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from scripts.sentences import (
    Text,
    deployed,
    docstrings,
    errors,
    glossary,
    helps,
    pages,
    schemas,
    violations,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "read", [pages, schemas, helps, errors, deployed, docstrings], ids=lambda read: str(read.__name__)
)
def test_sentences_follow_the_rules(read: Callable[[], Iterator[Text]]) -> None:
    """Not one sentence is excepted."""
    assert [str(violation) for violation in violations(read())] == []


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
