"""How much longer the proof takes with many exemptions, by their kind and number, against none.

    python benchmarks/exemptions.py [--numbers 10 50 200] [--repeat 5] [--write]

Each proof runs in a process of its own that has loaded and compiled the baseline and proven nothing yet. Of
several runs the fastest counts, in CPU seconds: whatever else a machine does can only slow one down. The runs
of one preset take turns, so that its ratios come from the same minutes. Linux (it forks).
"""

from __future__ import annotations

import argparse
import os
import pickle
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from guardrails.baseline import Baseline
from guardrails.controls.presets import PresetName
from guardrails.posture import Posture
from guardrails.posture.prove import prove
from tests.posture.exempted import KINDS, MIXED, exempting, principals, unpacked

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance-exemptions.md"
PRESETS: tuple[PresetName, ...] = ("starter", "recommended", "strict")
CONTROLS_EACH = 3
SPREADS = {
    **{name: (shapes, 0) for name, shapes in KINDS.items()},
    "mixed": (MIXED, 0),
    f"mixed, from {CONTROLS_EACH} controls each": (MIXED, CONTROLS_EACH),
}
"""The shapes of the exempt principals, and from how many controls each is exempt (0: from all)."""


@dataclass(frozen=True)
class Proof:
    """What one proof took, in CPU seconds, and what it said."""

    seconds: float
    classes: int
    proven: bool


def main() -> int:
    """Measure, print the page and, with --write, keep it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--numbers", type=int, nargs="+", default=[10, 50, 200])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    options = parser.parse_args()
    page = report(options.numbers, options.repeat)
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def measured(preset: PresetName, numbers: list[int], repeat: int) -> dict[tuple[str, int], Proof]:
    """Prove a preset with every kind and number of exemptions; the fastest proof of each."""
    baselines = {("", 0): exempting(preset, ())}
    for spread, (shapes, controls_each) in SPREADS.items():
        for number in numbers:
            baselines[spread, number] = exempting(preset, principals(shapes, number), controls_each)
    compiled = {key: (baseline, unpacked(baseline)) for key, baseline in baselines.items()}
    fastest: dict[tuple[str, int], Proof] = {}
    for turn in range(repeat):
        print(f"measuring: {preset}, round {turn + 1} of {repeat}", file=sys.stderr)
        for key, work in compiled.items():
            proof = _in_new_process(*work)
            fastest[key] = min(proof, fastest.get(key, proof), key=lambda proof: proof.seconds)
    return fastest


def _in_new_process(baseline: Baseline, posture: Posture) -> Proof:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        started = time.process_time()
        outcome = prove(baseline, posture)
        taken = time.process_time() - started
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(Proof(taken, outcome.equivalence_classes, not outcome.findings), pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        proof: Proof = pickle.load(pipe)  # noqa: S301 - of a child of this process
    os.waitpid(child, 0)
    return proof


def report(numbers: list[int], repeat: int) -> str:
    """Render the page."""
    head = " | ".join(f"{number} exemptions" for number in numbers)
    parts = []
    for preset in PRESETS:
        proofs = measured(preset, numbers, repeat)
        rows = "\n".join(_rows(proofs, numbers))
        alone = proofs["", 0]
        parts.append(
            f"## {preset}\n\nWithout further exemptions: {alone.seconds:.2f} s,"
            f" {alone.classes:,} classes.\n\n| exempt | {head} |\n|---|{'--:|' * len(numbers)}\n{rows}\n"
        )
    return f"""# How much longer the proof takes with exemptions

`python benchmarks/exemptions.py --write` measured this in one run on {datetime.now(UTC):%Y-%m-%d}, on
Python {platform.python_version()} and a machine of {os.cpu_count()} cores that others shared. A figure is the
CPU time of the proof against the same preset without the exemptions, each in a new process, the fastest of
{repeat}. The baseline is the example; it has four exemptions of its own.

The exemptions are exempt from every control, unless a row says otherwise. AWS's sizes leave no room for 50
such exemptions in the larger presets (`check` says which to join, or to limit by `controls`), so each
guardrail is a policy of its own here, however many that makes. In the last row of a table nearly every
guardrail exempts others, so that every set of guardrails tells other principals apart.

{chr(10).join(parts)}"""


def _rows(proofs: dict[tuple[str, int], Proof], numbers: list[int]) -> Iterator[str]:
    alone = proofs["", 0].seconds
    for spread in SPREADS:
        cells = (_cell(proofs[spread, number], alone) for number in numbers)
        yield f"| {spread} | {' | '.join(cells)} |"


def _cell(proof: Proof, alone: float) -> str:
    return f"{proof.seconds / alone:.1f}{'' if proof.proven else ' (not proven)'}"


if __name__ == "__main__":
    sys.exit(main())
