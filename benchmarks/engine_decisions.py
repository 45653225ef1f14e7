"""Decisions a second, and what compiling takes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from engine_evaluator import evaluated
from engine_setting import RCP, Json, Options, Section, best, best_each, documents

from guardrails.policy.cases.case import read_request
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.document import from_dict
from guardrails.policy.language.read import read_document
from guardrails.policy.language.request import request_of

DIFFERENT = 2000
FEW = 500
"""Of the requests so many are decided again and again."""
ASKED = 300
"""Of them the evaluator is asked so many: it takes its time."""
WARM = "decide, warm"


def decisions(options: Options) -> Section:
    """Decide the same requests cold and warm, parse their JSON, and ask the evaluator."""
    requests = options.setting.requests
    few, repeat = requests[:FEW], options.repeat * 40
    lines = [json.dumps(one) for one in few]
    built = [read_request({"request": one}) for one in requests]
    warm = options.ruleset()
    for one in built:
        warm.decide(one)

    def whole(one: Json) -> object:
        return warm.decide(request_of(one["action"], one["resource"], one["principal"], one["context"]))

    def cold() -> None:
        new = options.ruleset()
        for one in built[:DIFFERENT]:
            new.decide(one)

    takes = {
        WARM: best_each(warm.decide, built[:FEW], repeat),
        "complete the decoded request and decide, warm": best_each(whole, few, repeat),
        "decide, cold": best(cold, repeat) / DIFFERENT,
        "`json.loads` of the request": best_each(json.loads, lines, repeat),
    }
    words = (
        f"Different requests before the policies over one account. Warm has decided {len(requests):,} and is"
        f" asked {len(few):,} again and again. Cold has just been compiled and is asked {DIFFERENT:,}."
    )
    if options.evaluator is not None:
        name, took, agreement = _evaluator(options, options.evaluator, warm)
        takes[name] = took
        words += agreement
    return Section("Decisions", words, ("", "a second", "the first is faster by"), tuple(_speeds(takes)))


def _evaluator(options: Options, folder: Path, ours: Ruleset) -> tuple[str, float, str]:
    asked = options.setting.requests[:ASKED]
    answer = evaluated(folder, options.setting.layers, [RCP], asked, options.repeat)
    taken = [(one, said) for one, said in zip(asked, answer.verdicts, strict=True) if said != "refused"]
    same = sum(ours.decide(read_request({"request": one})).decision == said for one, said in taken)
    words = (
        f" The evaluator is `@cloud-copilot/iam-simulate` {answer.version} on {_node()}, in a process of its"
        f" own, parsed and warmed up before its clock ran, at its fastest with the {len(taken)} of"
        f" {len(asked)} requests that it doesn't refuse. It decides {same} of them as this engine does."
    )
    return "the independent evaluator, warm", answer.seconds, words


def _node() -> str:
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return f"Node {version.strip()}"


def _speeds(takes: dict[str, float]) -> Iterator[tuple[str, ...]]:
    for name, seconds in takes.items():
        yield name, f"{1 / seconds:,.0f}", f"{seconds / takes[WARM]:,.1f}"


def compiling(options: Options) -> Section:
    """Compile the policies over the account, from values and from their JSON."""
    layers = options.setting.layers
    text = json.dumps([layers, RCP])
    ready = documents(layers)
    rcps = [[from_dict(RCP)]]

    def from_text() -> Ruleset:
        given, rcp = json.loads(text)
        return Ruleset([[read_document(one) for one in level] for level in given], [[read_document(rcp)]])

    loads = best(lambda: json.loads(text), options.repeat * 20)
    rows = (
        ("`json.loads` of the policies", loads),
        ("compile a ruleset of documents", best(lambda: Ruleset(ready, rcps), options.repeat * 20)),
        ("parse, check and compile", best(from_text, options.repeat * 20)),
    )
    words = f"{sum(map(len, layers)) + 1} documents on four levels, {len(text):,} characters of JSON."
    return Section(
        "Compiling",
        words,
        ("", "ms", "of json.loads"),
        tuple((name, f"{took * 1000:.2f}", f"{took / loads:.1f}") for name, took in rows),
    )
