"""The engine against an independent evaluator, over thousands of random policies and requests.

The evaluator's verdicts are recorded; `scripts/record_decisions.py` records them anew. Where it differs from
AWS's documentation, the documentation wins, and `differential/differences.jsonl` says which page that is.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from guardrails.policy.decide.ruleset import Verdict, decide_case
from tests.policy.differential.conditions import COMBINATIONS
from tests.policy.differential.generator import case, digest

FOLDER = Path(__file__).parent / "differential"
META = json.loads((FOLDER / "meta.json").read_text())
DIFFERENCES = [json.loads(line) for line in (FOLDER / "differences.jsonl").read_text().splitlines()]
DOCUMENTED_OTHERWISE = {index for one in DIFFERENCES for index in one["indices"]}
UNDECIDABLE = ("a * crosses a colon", "AWS manages the key", "nobody can say whether a statement allows it")


@dataclass(frozen=True)
class Decided:
    """A case, what the evaluator said of it, and what the engine says."""

    index: int
    case: dict[str, Any]
    digest: str
    evaluator: str
    engine: Verdict

    @property
    def unknown(self) -> bool:
        """Tell whether the engine leaves it open."""
        return self.engine.decision == "unknown"


@cache
def decided() -> tuple[Decided, ...]:
    """Build every recorded case and decide it."""
    lines = gzip.decompress((FOLDER / "recorded.jsonl.gz").read_bytes()).splitlines()
    return tuple(_decided(json.loads(line)) for line in lines)


def _decided(line: dict[str, Any]) -> Decided:
    built = case(META["seed"], line["index"])
    return Decided(line["index"], built, line["digest"], line["verdict"], decide_case(built))


@pytest.mark.slow
def test_the_recorded_cases_are_those_of_the_generator() -> None:
    """A generator that has changed asks something else than what was answered."""
    assert [one.index for one in decided()] == list(range(META["count"]))
    assert [one.index for one in decided() if digest(one.case) != one.digest] == []


@pytest.mark.slow
def test_the_engine_agrees_with_the_independent_evaluator() -> None:
    """Whatever isn't listed as a difference is decided alike, or not at all."""
    wrong = [
        (one.case["name"], one.engine.decision, one.evaluator)
        for one in decided()
        if one.engine.decision != one.evaluator and not one.unknown and one.index not in DOCUMENTED_OTHERWISE
    ]
    assert wrong == []


@pytest.mark.slow
def test_the_engine_leaves_few_cases_open_and_says_why() -> None:
    """An engine that knew nothing would agree with everything."""
    reasons = [cause.reason for one in decided() if one.unknown for cause in one.engine.causes]
    assert [reason for reason in reasons if not any(known in reason for known in UNDECIDABLE)] == []
    assert sum(one.unknown for one in decided()) < META["count"] / 50


@pytest.mark.slow
@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda one: one["name"])
def test_where_the_evaluator_differs_the_documentation_wins(difference: dict[str, Any]) -> None:
    """The smallest such case, and every recorded one of its kind, is decided as AWS documents it."""
    assert decide_case(difference["case"]).decision == difference["documented"] != difference["evaluator"]
    assert difference["source"].startswith("https://docs.aws.amazon.com/")
    of_its_kind = [decided()[index] for index in difference["indices"]]
    assert [one.index for one in of_its_kind if one.unknown or one.engine.decision == one.evaluator] == []


@pytest.mark.slow
def test_the_cases_ask_about_the_whole_language() -> None:
    """Every operator with every quantifier, everything else that a statement may say, and both verdicts."""
    for verdict in ("allow", "deny"):
        text = "".join(json.dumps(one.case) for one in decided() if one.evaluator == verdict)
        for said in (*COMBINATIONS, "NotAction", "NotResource", "${aws:", "${*}", "2008-10-17", '"rcps": [{'):
            assert said in text, (verdict, said)
