"""How close `minify` comes to the shortest lists that its patterns allow.

    python benchmarks/minify.py [FOLDER ...] [--write]

FOLDER holds policy documents, such as a clone of aws-samples/service-control-policy-examples. Every list of
actions in it is shortened, and so are lists of 800 actions that change something. The optimum comes from an
exact solver, over every pattern with one wildcard that covers nothing else of the service, listed by brute
force. The solver is HiGHS as scipy has it; nothing else needs scipy, so install it where this is run.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from guardrails.aws_facts import access_level, actions_of, all_actions, catalogue_date
from guardrails.policy.action_set import bits, bits_of, is_sentinel, names
from guardrails.policy.minify.actions import is_unknown, shortened, tidied
from guardrails.policy.minify.patterns import SEPARATORS, Wildcards

PAGE = Path(__file__).resolve().parent.parent / "docs" / "minify.md"
LONG = 10
"""Lists of at least so many entries have a line of their own."""
LARGE = ("ec2", "iam", "kms", "lambda", "organizations", "rds", "s3")
OPEN = "\0"


@dataclass(frozen=True)
class Result:
    """Characters of a list: as given, as shortened, at best; and the CPU seconds that shortening took."""

    title: str
    entries: int
    given: int
    ours: int
    optimum: int
    seconds: float


def main() -> int:
    """Print the table; return 0."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    arguments = parser.parse_args()
    published = [_result(title, actions) for title, actions in _published(arguments.folders)]
    shown = [one for one in published if one.entries >= LONG]
    if published:
        shown.append(_sum(f"all {len(published)} lists of the documents", published))
    shown += [_result(title, actions) for title, actions in _drawn()]
    table = "\n".join(_lines(shown))
    print(table)
    if published:
        print(f"\nThe longest against its optimum: {max(one.ours / one.optimum for one in published):.4f}")
    if arguments.write:
        text = PAGE.read_text(encoding="utf-8")
        marks = r"(<!-- figures -->\n).*(<!-- end -->)"
        PAGE.write_text(
            re.sub(marks, lambda found: f"{found[1]}{table}\n{found[2]}", text, flags=re.DOTALL),
            encoding="utf-8",
        )
    return 0


def _published(folders: Iterable[Path]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for file in sorted(path for folder in folders for path in folder.rglob("*.json")):
        try:
            given = json.loads(file.read_text(encoding="utf-8"))["Statement"]
        except json.JSONDecodeError:
            continue
        for statement in given if isinstance(given, list) else [given]:
            actions = statement.get("Action", [])
            if isinstance(actions, list) and actions:
                yield file.stem, tuple(actions)


def _drawn() -> Iterator[tuple[str, tuple[str, ...]]]:
    changing = [name for name in all_actions() if access_level(name) not in ("List", "Read")]
    draw = random.Random(800)  # noqa: S311 - the same lists every time
    large = [name for name in changing if name.partition(":")[0] in LARGE]
    yield "800 write actions, drawn from all services", tuple(sorted(draw.sample(changing, 800)))
    yield "800 write actions, the first by name", tuple(changing[:800])
    yield f"800 write actions, drawn from {', '.join(LARGE)}", tuple(sorted(draw.sample(large, 800)))
    yield (
        "all actions of ec2 but every tenth",
        tuple(name for i, name in enumerate(actions_of("ec2")) if i % 10),
    )
    yield f"all {len(changing):,} write actions", tuple(changing)


def _result(title: str, actions: tuple[str, ...]) -> Result:
    started = time.process_time()
    ours = shortened.__wrapped__(actions, Wildcards.LETTERS)
    seconds = time.process_time() - started
    return Result(title, len(actions), _length(actions), _length(ours), _optimum(actions), seconds)


def _sum(title: str, results: list[Result]) -> Result:
    fields = ("entries", "given", "ours", "optimum", "seconds")
    return Result(title, **{field: sum(getattr(one, field) for one in results) for field in fields})


def _lines(results: Iterable[Result]) -> Iterator[str]:
    yield f"Catalogue of {catalogue_date()}; characters with quotes, commas and spaces; CPU time.\n"
    yield "| List | entries | given | shortened | optimum | shortened / optimum | ms |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for one in results:
        figures = f"{one.entries:,} | {one.given:,} | {one.ours:,} | {one.optimum:,}"
        yield f"| {one.title} | {figures} | {one.ours / one.optimum:.4f} | {one.seconds * 1000:,.0f} |"


def _length(entries: Iterable[str]) -> int:
    return sum(len(entry) + SEPARATORS for entry in entries)


def _optimum(actions: tuple[str, ...]) -> int:
    """Return the least characters of an equal list; what nothing can replace is counted as it is."""
    entries = tidied(actions)
    kept = {entry for entry in entries if is_unknown(entry) or re.search(r"[*?]", entry.partition(":")[0])}
    settled, everything = bits_of(kept), bits_of(entries)
    by_service: dict[str, list[str]] = {}
    for entry in entries:
        if entry not in kept:
            by_service.setdefault(entry.partition(":")[0], []).append(entry)
    total = _length(kept)
    for service, listed in by_service.items():
        wanted = [name for name in names(bits_of(listed) & ~settled) if not is_sentinel(name)]
        free = [name for name in names(bits(f"{service}:*") & ~everything) if not is_sentinel(name)]
        patterns = [entry for entry in listed if "*" in entry or "?" in entry]
        total += _service_optimum(service, wanted, patterns, free)
    return total


def _service_optimum(service: str, wanted: list[str], patterns: list[str], free: list[str]) -> int:
    """Minimize over every `Pre*Suf` that covers none of `free`, every literal and every given pattern."""
    skipped = len(service) + 1
    rows = [name[skipped:].lower() for name in (*wanted, *patterns)]
    texts = [re.sub(r"[*?]", OPEN, row) for row in rows]
    forbidden = [name[skipped:].lower() for name in free]
    cheapest: dict[int, int] = {}

    def offer(covered: int, length: int) -> None:
        cost = skipped + length + SEPARATORS
        cheapest[covered] = min(cheapest.get(covered, cost), cost)

    for row, name in enumerate(rows):
        if row < len(wanted):
            offer(1 << row, len(name))
        else:
            shape = re.compile("".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in name))
            known = sum(1 << other for other, text in enumerate(rows[: len(wanted)]) if shape.fullmatch(text))
            offer(known | 1 << row, len(name))
    prefixes, suffixes = _ends([*texts, *forbidden])
    lengths = [len(text) for text in (*texts, *forbidden)]
    at_least = [
        sum(1 << i for i, size in enumerate(lengths) if size >= least) for least in range(max(lengths) + 2)
    ]
    allowed = (1 << len(rows)) - 1
    seen = set[tuple[str, str]]()
    for text in texts:
        for start in range(len(text) + 1):
            for end in range(start, len(text) + 1):
                pair = (text[:start], text[end:])
                if pair in seen or OPEN in pair[0] + pair[1]:
                    continue
                seen.add(pair)
                fixed = len(pair[0]) + len(pair[1])
                covered = prefixes[pair[0]] & suffixes[pair[1]] & at_least[fixed]
                if not covered & ~allowed:
                    offer(covered, fixed + 1)
    return _solve(cheapest, len(rows))


def _ends(texts: list[str]) -> tuple[dict[str, int], dict[str, int]]:
    prefixes, suffixes = dict[str, int](), dict[str, int]()
    for place, text in enumerate(texts):
        for cut in range(len(text) + 1):
            prefixes[text[:cut]] = prefixes.get(text[:cut], 0) | 1 << place
            suffixes[text[cut:]] = suffixes.get(text[cut:], 0) | 1 << place
    return prefixes, suffixes


def _solve(cost_of: dict[int, int], rows: int) -> int:
    """Solve the weighted set cover as an integer program, to proven optimality."""
    try:
        import numpy as np  # noqa: PLC0415 - see the module's docstring
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
        from scipy.sparse import csr_matrix  # noqa: PLC0415
    except ImportError:
        sys.exit("The exact solver is missing: pip install scipy")
    entries = [
        (row, column) for column, covered in enumerate(cost_of) for row in range(rows) if covered >> row & 1
    ]
    matrix = csr_matrix(([1] * len(entries), tuple(zip(*entries, strict=True))), shape=(rows, len(cost_of)))
    answer: Any = milp(
        list(cost_of.values()),
        constraints=LinearConstraint(matrix, 1, np.inf),
        integrality=np.ones(len(cost_of)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    if answer.status != 0:
        sys.exit(f"No proven optimum: {answer.message}")
    optimum: float = answer.fun
    return round(optimum)


if __name__ == "__main__":
    sys.exit(main())
