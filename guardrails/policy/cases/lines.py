"""Answer decision cases line by line, in constant memory."""

from __future__ import annotations

import json
import marshal
from collections.abc import Callable, Iterable, Iterator
from json.encoder import encode_basestring_ascii
from typing import Any, NoReturn

from guardrails.policy.cases.case import read_documents, read_layers, read_name, read_request
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.document import Document
from guardrails.policy.language.rules import Rule, rules_of

LAYERS, RCPS = "layers", "rcps"

MAX_LINE = 1 << 24
"""In bytes. All that AWS lets stand over an account is less than a tenth of it."""
_MAX_POLICIES = 1 << 22
"""How many bytes of policies are remembered. The compiled rules take about 32 times as many."""
_MAX_VERDICTS = 1 << 16
_TIDY_EVERY = 1 << 10


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_refused)


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
            case = _parsed(line)
            if self._shared is not None:
                _refuse_policies(case)
            name = read_name(case)
            ruleset = self._shared or self._policies.ruleset_of(case)
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


class CompiledPolicies:
    """The rulesets that policies were compiled to. All are forgotten when they have become too much."""

    def __init__(self) -> None:
        self._rulesets: dict[bytes, Ruleset] = {}
        self._rules: dict[Document, tuple[Rule, ...]] = {}
        self._size = 0
        """In bytes of policies."""

    def ruleset_of(self, case: dict[str, Any]) -> Ruleset:
        """Return the ruleset of a case, compiled only if no earlier case had the same policies.

        Raises:
            ValueError: when they are none.
        """
        policies = _written([case.get(LAYERS), case.get(RCPS, [])])
        ruleset = self._rulesets.get(policies)
        if ruleset is None:
            ruleset = _ruleset(case, self._rules_of)
            self._size += len(policies)
            if self._size > _MAX_POLICIES:
                self._rulesets.clear()
                self._rules.clear()
                self._size = len(policies)
            self._rulesets[policies] = ruleset
        return ruleset

    def tidy(self, shared: Ruleset | None = None) -> None:
        """Let the rulesets forget their verdicts when all of these together have become too much."""
        rulesets = [*self._rulesets.values(), *([shared] if shared else [])]
        if sum(ruleset.remembered for ruleset in rulesets) > _MAX_VERDICTS:
            for ruleset in rulesets:
                ruleset.forget()

    def _rules_of(self, document: Document) -> tuple[Rule, ...]:
        rules = self._rules.get(document)
        if rules is None:
            rules = self._rules[document] = rules_of(document)
        return rules


def _written(policies: Any) -> bytes:
    """Write policies as bytes, the same ones for the same policies: four times as fast as JSON.

    Raises:
        RecursionError: when they are nested too deep.
    """
    try:
        # Version 2 writes each text in full; later ones write some as references to earlier ones.
        return marshal.dumps(policies, 2)
    except ValueError:
        raise RecursionError from None


def shared_policies(text: str) -> Ruleset:
    """Compile the policies of all lines: an object with `layers` and, if there are any, `rcps`.

    Raises:
        ValueError: when it is anything else; the message says where.
    """
    try:
        return _compiled(_decoder.decode(text))
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ValueError as error:
        raise ValueError(_reason(error)) from None


def _compiled(policies: Any) -> Ruleset:
    if not isinstance(policies, dict):
        raise ValueError(f"it must be a JSON object with {LAYERS}")  # noqa: TRY004 - wrong input
    for member in policies.keys() - {LAYERS, RCPS}:
        raise ValueError(f"{member} is neither {LAYERS} nor {RCPS}: remove it")
    return _ruleset(policies, rules_of)


def _ruleset(policies: dict[str, Any], prepare: Callable[[Document], tuple[Rule, ...]]) -> Ruleset:
    layers, rcps = read_layers(policies.get(LAYERS)), read_documents(policies.get(RCPS, []), RCPS)
    return Ruleset(layers, [rcps], prepare=prepare)


def _refuse_policies(case: Any) -> None:
    """Refuse policies that a case has of its own.

    Raises:
        ValueError: when it has some.
    """
    for member in (LAYERS, RCPS):
        if isinstance(case, dict) and member in case:
            raise ValueError(f"{member} stands in the file of the policies: leave it out of the line")


def _parsed(line: bytes) -> Any:
    """Parse a line.

    Raises:
        ValueError: when it is too long, or isn't JSON.
        RecursionError: when it is nested too deep.
    """
    if len(line) > MAX_LINE:
        raise ValueError(f"the line is longer than {MAX_LINE:,} bytes")
    return _decoder.decode(line.decode())


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        place = f"line {error.lineno}, column" if error.lineno > 1 else "column"
        return f"not valid JSON: {error.msg} at {place} {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: {error.reason} at byte {error.start + 1}"
    return str(error)
