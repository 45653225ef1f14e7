"""Answer decision cases line by line, in constant memory."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring_ascii
from typing import Any, TypeAlias

from guardrails.policy.cases.case import read_documents, read_layers, read_name, read_request
from guardrails.policy.cases.text import LAYERS, RCPS, Cut, Cutter, members, parsed, piece_like
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.document import Document
from guardrails.policy.language.read import read_document
from guardrails.policy.language.rules import Rule, rules_of

MAX_LINE = 1 << 24
"""In bytes. All that AWS lets stand over an account is less than a tenth of it."""
_MAX_POLICIES = 1 << 25
"""How many bytes rulesets may take, and how many documents may, as estimated below."""
_OF_RULESET = 1 << 12
"""Bytes that a ruleset takes, without its documents."""
_OF_CHARACTER = 1 << 5
"""Bytes that a document takes for each of its characters, when it is compiled."""
_MAX_VERDICTS = 1 << 16
_TIDY_EVERY = 1 << 10


Texts: TypeAlias = tuple[bytes, ...]
"""The JSON of a line's policies, together or in two parts."""


class CaseLines:
    """Answers lines, each a decision case, and remembers the policies of earlier ones.

    Args:
        shared: the policies of every line, where the lines themselves hold none.
    """

    def __init__(self, shared: Ruleset | None = None) -> None:
        self._shared = shared
        self.wrong = 0
        """How many lines couldn't be answered."""
        self._number = 0
        self._policies = CompiledPolicies()
        self._last: tuple[tuple[Cut, ...], Texts, Ruleset] | None = None
        """How the policies stand in the last line, their texts, and what these were compiled to."""
        self._cutter = Cutter()

    def answers(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Answer each line but empty ones, in one line of JSON."""
        for line in lines:
            self._number += 1
            if self._number % _TIDY_EVERY == 0:
                self._policies.tidy(self._shared)
            if line and not line.isspace():
                yield self._answer(line)

    def _answer(self, line: bytes) -> bytes:
        case: Any = None
        try:
            if self._shared is not None:
                case, ruleset = _without_policies(line), self._shared
            else:
                case, ruleset = self._recognised(line) or self._read(line)
            name = read_name(case)
            verdict = ruleset.decide(read_request(case))
        except RecursionError:
            return self._refusal(case, "it is nested too deep")
        except ValueError as error:
            return self._refusal(case, _reason(error))
        written = "null" if name is None else encode_basestring_ascii(name)
        return f'{{"name": {written}, {verdict.members}}}\n'.encode()

    def _refusal(self, case: Any, reason: str) -> bytes:
        self.wrong += 1
        name = case.get("name") if isinstance(case, dict) else None
        named = {"name": name} if isinstance(name, str) else {}
        return f"{json.dumps({'line': self._number, **named, 'error': reason})}\n".encode()

    def _recognised(self, line: bytes) -> tuple[Any, Ruleset] | None:
        """Read a line whose policies are known; None where they aren't, or don't stand as in the last one."""
        if self._last is None:
            return None
        cuts, texts, ruleset = self._last
        first, second = piece_like(line, cuts[0]), None
        if first is None:
            return None
        line_texts: Texts = (first[2],)
        if len(cuts) > 1:
            second = piece_like(line, cuts[1], first[1])
            if second is None:
                return None
            line_texts = first[2], second[2]
        line_ruleset = ruleset if line_texts == texts else self._policies.ruleset_of(line_texts)
        case = self._cutter.without(line, first, second) if line_ruleset else None
        if line_ruleset is None or case is None:
            return None
        if line_ruleset is not ruleset:
            cuts = tuple(cut._replace(text=text) for cut, text in zip(cuts, line_texts, strict=True))
            self._last = cuts, line_texts, line_ruleset
        return case, line_ruleset

    def _read(self, line: bytes) -> tuple[Any, Ruleset]:
        """Read a line in full, and remember its policies and how they stand in it."""
        text = _text_of(line)
        case, cuts = members(text) or (parsed(text), ())
        read_name(case)
        texts = tuple(cut.text for cut in cuts)
        ruleset = self._policies.ruleset_of(texts) or self._policies.compiled(case, texts)
        if cuts:
            self._last = cuts, texts, ruleset
        return case, ruleset


class CompiledPolicies:
    """Rulesets by the text of the policies that they were compiled from, the least lately used first."""

    def __init__(self) -> None:
        self._rulesets: OrderedDict[Texts, tuple[Ruleset, int]] = OrderedDict()
        self._size = 0
        self._documents: dict[str, tuple[Document, tuple[Rule, ...]]] = {}
        self._size_of_documents = 0
        self._read = 0
        """The size of all documents that were ever read, each as often as that had to be."""

    def ruleset_of(self, texts: Texts) -> Ruleset | None:
        """Return what the texts of a line's policies were compiled to."""
        entry = self._rulesets.get(texts)
        if entry is None:
            return None
        self._rulesets.move_to_end(texts)
        return entry[0]

    def compiled(self, case: dict[str, Any], texts: Texts) -> Ruleset:
        """Compile the policies of a case and remember them by their texts, if it has any.

        Raises:
            ValueError: when they are none.
        """
        before = self._read
        layers = read_layers(case.get(LAYERS), self._document)
        rcps = read_documents(case.get(RCPS, []), RCPS, self._document)
        ruleset = Ruleset(layers, [rcps], prepare=self._rules)
        if texts:
            # Documents that it is the first to have are kept for it, even when they are forgotten.
            size = _OF_RULESET + sum(map(len, texts)) + self._read - before
            self._rulesets[texts] = ruleset, size
            self._size += size
            while self._size > _MAX_POLICIES:
                _, (_, evicted_size) = self._rulesets.popitem(last=False)
                self._size -= evicted_size
        return ruleset

    def tidy(self, shared: Ruleset | None = None) -> None:
        """Let the rulesets forget what they decided when all of it together has become too much."""
        rulesets = [ruleset for ruleset, _ in self._rulesets.values()]
        rulesets += [shared] if shared else []
        if sum(ruleset.remembered for ruleset in rulesets) > _MAX_VERDICTS:
            for ruleset in rulesets:
                ruleset.forget()

    def _document(self, raw_document: Any) -> Document:
        """Read a document, or take the one that was read from the same."""
        text = json.dumps(raw_document)
        entry = self._documents.get(text)
        if entry is None:
            document = read_document(raw_document)
            size = (len(text) + _OF_CHARACTER) * _OF_CHARACTER
            self._read += size
            self._size_of_documents += size
            if self._size_of_documents > _MAX_POLICIES:
                self._documents.clear()
                self._size_of_documents = size
            entry = self._documents[text] = document, rules_of(document)
        return entry[0]

    def _rules(self, document: Document) -> tuple[Rule, ...]:
        entry = self._documents.get(document.verbatim or "")
        return entry[1] if entry else rules_of(document)


def shared_policies(text: str) -> Ruleset:
    """Compile the policies of all lines: an object with `layers` and, if there are any, `rcps`.

    Raises:
        ValueError: when it is anything else; the message says where.
    """
    try:
        return _compiled(parsed(text))
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ValueError as error:
        raise ValueError(_reason(error)) from None


def _compiled(policies: Any) -> Ruleset:
    if not isinstance(policies, dict):
        raise ValueError(f"it must be a JSON object with {LAYERS}")  # noqa: TRY004 - wrong input
    for member in policies.keys() - {LAYERS, RCPS}:
        raise ValueError(f"{member} is neither {LAYERS} nor {RCPS}: remove it")
    return Ruleset(read_layers(policies.get(LAYERS)), [read_documents(policies.get(RCPS, []), RCPS)])


def _without_policies(line: bytes) -> Any:
    """Parse a case that has no policies of its own.

    Raises:
        ValueError: when it isn't JSON, or has some.
    """
    case = parsed(_text_of(line))
    for member in (LAYERS, RCPS):
        if isinstance(case, dict) and member in case:
            raise ValueError(f"{member} stands in the file of the policies: leave it out of the line")
    return case


def _text_of(line: bytes) -> str:
    if len(line) > MAX_LINE:
        raise ValueError(f"the line is longer than {MAX_LINE:,} bytes")
    return line.decode()


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        place = f"line {error.lineno}, column" if error.lineno > 1 else "column"
        return f"not valid JSON: {error.msg} at {place} {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: {error.reason} at byte {error.start + 1}"
    return str(error)
