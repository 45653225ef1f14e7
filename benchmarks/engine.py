"""How fast the policy engine decides, against what it would otherwise be done with.

    python benchmarks/engine.py [--evaluator FOLDER] [--requests 100000] [--repeat 5] [--write]

FOLDER is where `@cloud-copilot/iam-simulate` is installed (see scripts/record_decisions.py). Each section
measures in one run what it compares, because only ratios travel from one machine to another; of several runs
the fastest counts, since whatever else a machine does can only slow one down. A section is a function from
`Options` to a `Section`, in a file of its own or beside its like: append it to SECTIONS.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from engine_command import command, importing, memory
from engine_decisions import compiling, decisions
from engine_proof import comparison, proof
from engine_setting import DENIED, PROJECT, Options, Section

PAGE = PROJECT / "docs" / "performance-engine.md"
SECTIONS: tuple[Callable[[Options], Section], ...] = (
    decisions,
    compiling,
    proof,
    comparison,
    command,
    memory,
    importing,
)


def main() -> int:
    """Measure, print the page and, with --write, keep it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--evaluator", type=Path, help="where the independent evaluator is installed")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        given.folder = Path(folder)
        page = report(measured(Options(given)))
    print(page)
    if given.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def measured(options: Options) -> Iterator[Section]:
    """Measure every section."""
    for section in SECTIONS:
        print(f"measuring: {section.__name__}", file=sys.stderr)
        yield section(options)


def report(sections: Iterable[Section]) -> str:
    """Render the page."""
    parts = "\n".join(chain.from_iterable(_rendered(one) for one in sections))
    return f"""# How fast the engine is

`python benchmarks/engine.py --evaluator FOLDER --write` measured this in one run, on Python
{platform.python_version()} and a machine of {os.cpu_count()} cores that others shared. Speeds and times are
of that machine; the ratios are what to compare. The policies are those of the example, with its
guardrails listed one by one, {DENIED} more denied services and a resource control policy, over an account on
the fourth level.

{parts}"""


def _rendered(section: Section) -> Iterator[str]:
    yield f"## {section.title}\n"
    yield f"{textwrap.fill(section.words, 110)}\n"
    yield f"| {' | '.join(section.head)} |"
    yield f"|---|{'--:|' * (len(section.head) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in section.rows)
    yield ""


if __name__ == "__main__":
    sys.exit(main())
