"""How long proving and comparing take, by the number of different sets of policies.

    python benchmarks/sets.py [--sizes 10,100,1000] [--write]

Every unit has a rule of its own, so its set of policies differs from every other one. Seconds are CPU seconds
of this process, so that other work on the machine counts little.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from guardrails.baseline import Baseline
from guardrails.posture import compile_posture
from guardrails.posture.compare import compare
from guardrails.posture.prove import prove
from tests.different_sets import different_sets, widened

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "performance-sets.md"
PRESETS = (None, "recommended", "strict")
KINDS = ("regions", "documents")
SIZES = (10, 100, 1_000)
ACCOUNTS = 10
"""In each unit of the organization with one set of policies, of the size 1,000."""


def main() -> int:
    """Measure, print the page and, with --write, keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="how many sets, comma-separated")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    options = parser.parse_args()
    page = report(list(rows([int(size) for size in options.sizes.split(",")])))
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def rows(sizes: list[int]) -> Iterator[tuple[str, ...]]:
    """Measure every kind of organization in every size."""
    for size in sizes:
        for kind in KINDS:
            for preset in PRESETS:
                yield _row(f"{size:,} units differ in {kind}", preset, different_sets(size, kind, preset))
    largest = max(sizes)
    for preset in PRESETS:
        baseline = different_sets(largest, "nothing", preset, accounts=ACCOUNTS)
        yield _row(f"{largest:,} units don't differ", preset, baseline)


def report(measured: list[tuple[str, ...]]) -> str:
    """Render the page."""
    table = "\n".join(f"| {' | '.join(row)} |" for row in measured)
    return f"""# How fast many different sets of policies are proven and compared

`python benchmarks/sets.py --write` measured this on {dt.datetime.now(dt.UTC).date()}, on Python
{platform.python_version()} and a machine of {os.cpu_count()} cores that others shared. Seconds are CPU
seconds. Every unit has regions, or a document, of its own. The edit that is compared gives everybody another
region. Without a preset, some obligations fail, and each failure is looked at again, one by one.

Most of a set is like another one: a class of requests is decided once for all sets in which the same rules,
in the same roles, leave the same choices. What differs is what a rule names: which regions, whose roles. So
another set costs a few milliseconds. `tests/posture/prove/test_different_sets.py` holds every set against
what it gives alone.

| organization | guardrails | accounts | different sets of policies | prove | compare |
|---|---|--:|--:|--:|--:|
{table}
"""


def _row(name: str, preset: str | None, baseline: Baseline) -> tuple[str, ...]:
    print(f"measuring: {name}, {preset or 'five controls'}", file=sys.stderr)
    before, after = compile_posture(baseline), compile_posture(widened(baseline))
    started = time.process_time()
    worlds = prove(baseline, before).worlds
    proven = time.process_time()
    compare(before, after)
    compared = time.process_time()
    return (
        name,
        preset or "five controls",
        f"{len(before.organization.accounts):,}",
        f"{worlds:,}",
        f"{proven - started:.2f} s",
        f"{compared - proven:.2f} s",
    )


if __name__ == "__main__":
    sys.exit(main())
