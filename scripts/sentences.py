"""Check the sentences that people read: length, beginning, and the words of docs/glossary.md.

`python -m scripts.sentences` prints each violation and counts them by source.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from scripts.sentence_sources import (
    GLOSSARY,
    Text,
    comments,
    deployed,
    docstrings,
    errors,
    helps,
    pages,
    rules,
    schemas,
)

MOST_WORDS = 30
"""Words of one sentence; a list of names in backticks counts as one."""
HEADLESS = ("what", "whom", "whose", "whoever", "of which")
"""No sentence begins with one of these."""
SOURCES = (pages, schemas, helps, errors, rules, comments, deployed, docstrings)
"""Functions that read the texts of one kind each."""
_END = re.compile(r"(?<=[.!?])[\"”)*_]*\s+")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|U\.S)\.")


@dataclass(frozen=True, order=True)
class Violation:
    """One sentence that breaks one rule."""

    source: str
    place: str
    rule: str
    sentence: str

    def __str__(self) -> str:
        """Render on one line."""
        return f"{self.source}: {self.place}: {self.rule}: {self.sentence}"


def violations(texts: Iterable[Text]) -> Iterator[Violation]:
    """Check every sentence of some texts against the rules and the glossary."""
    for text in texts:
        for sentence in sentences(text.text):
            for rule in _broken(sentence):
                yield Violation(text.source, text.place, rule, sentence)


def _broken(sentence: str) -> Iterator[str]:
    words = re.findall(r"[^\s]*\w[^\s]*", sentence)
    if len(words) > MOST_WORDS:
        yield f"{len(words)} words, at most {MOST_WORDS}"
    beginning = sentence.lstrip(' *_"“(').lower()
    yield from (f'begins with "{head}"' for head in HEADLESS if re.match(rf"{head}\b", beginning))
    for avoided, better in glossary().items():
        if re.search(rf"\b(?:{avoided})\b", sentence, re.IGNORECASE):
            yield f'"{avoided}": write {better}'


def sentences(text: str) -> Iterator[str]:
    """Split a text without markup into sentences; a blank line ends one, too."""
    for block in re.split(r"\n\s*\n", text):
        plain = _ABBREVIATION.sub(lambda match: match[0].replace(".", ""), " ".join(block.split()))
        yield from (sentence for sentence in _END.split(plain) if sentence)


@cache
def glossary() -> dict[str, str]:
    """Read the table of the glossary: a pattern of words that aren't used, and the words instead."""
    rows = re.findall(
        r"^\| (?!not used|---)([^|]+?) \| ([^|]+?) \|", GLOSSARY.read_text("utf-8"), re.MULTILINE
    )
    return {avoided.replace(", ", "|"): better for avoided, better in rows}


def texts() -> Iterator[Text]:
    """Read all of them."""
    for read in SOURCES:
        yield from read()


def main() -> int:
    """Print what is found; return 1 when something is."""
    found = sorted(set(violations(texts())))
    for violation in found:
        print(violation)
    for source, count in sorted(Counter(violation.source for violation in found).items()):
        print(f"{count:5} {source}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
