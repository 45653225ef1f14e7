"""Put small faults into the code, one at a time, and count those that a test notices: `make mutate`."""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from scripts.mutation.exits import exit_mutants
from scripts.mutation.mutants import Mutant, drawn, mutants_of
from scripts.mutation.reach import Reach, from_json, to_json
from scripts.mutation.run import BrokenTestsError, copy_of, measure, run, warm

ROOT = Path(__file__).parents[1]
LOCAL = ROOT / ".local"
PACKAGES = ("policy/space", "policy/decide", "posture/prove", "posture/compare", "posture/compile")
EXITS = "exit codes"
"""All mutants of what decides how a command ends."""
TOTAL, SEED, WANTED = 400, 14, 0.85
JOBS, SECONDS = 2, 90.0
FACTOR, START = 6, 60
"""A mutant gets so many times what the tests took unhurried, and so many seconds to start."""


def groups(total: int = TOTAL, seed: int = SEED) -> dict[str, list[Mutant]]:
    """Draw as many mutants of each package, and add all of the commands' exit codes."""
    every = {package: list(_mutants(ROOT / "guardrails" / package)) for package in PACKAGES}
    chosen = {package: drawn(every[package], total // len(PACKAGES), seed) for package in PACKAGES}
    return chosen | {EXITS: list(exit_mutants(ROOT))}


def _mutants(folder: Path) -> Iterator[Mutant]:
    for path in sorted(folder.rglob("*.py")):
        yield from mutants_of(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def state() -> str:
    """Tell this code and these tests from others."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "guardrails", "tests"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    digest = hashlib.sha256()
    for name in sorted(filter(None, names.split("\0"))):
        if (ROOT / name).is_file():
            digest.update(name.encode() + b"\0" + hashlib.sha256((ROOT / name).read_bytes()).digest())
    return digest.hexdigest()[:16]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read what earlier runs noted; the last line may have been cut off."""
    if not path.exists():
        return []
    rows = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows if row.endswith("}")]


def reach_of(copy: Path, now: str) -> Reach:
    """Return which tests reach what, measured again where the code or a test has changed."""
    path = LOCAL / "mutate-reach.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if kept.get("state") == now:
        return from_json(kept)
    print("==> Running the tests once, to see which of them reach what (minutes)", flush=True)
    reach = measure(copy)
    LOCAL.mkdir(exist_ok=True)
    path.write_text(json.dumps({"state": now, **to_json(reach)}), encoding="utf-8")
    return reach


def judge(
    mutants: Iterable[Mutant], reach: Reach, copies: Sequence[Path], options: argparse.Namespace
) -> None:
    """Run what has no result yet for this code and these tests, and note each result at once."""
    now, path = options.state, LOCAL / "mutate.jsonl"
    lines = read_lines(path)
    done = {line["key"] for line in lines if line["state"] == now}
    killers = {line["key"]: line["test"] for line in lines if line["test"].startswith("tests/")}
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def one(mutant: Mutant) -> dict[str, Any]:
        copy = free.get()
        try:
            tests = reach.tests(mutant, options.seconds)
            killer = killers.get(mutant.key)
            if killer and killer in reach.seconds:
                tests = list(dict.fromkeys((killer, *tests)))
            most = START + FACTOR * sum(reach.seconds.get(test, 0) for test in tests)
            result = run(copy, mutant, tests, most)
        finally:
            free.put(copy)
        return {
            "key": mutant.key,
            "state": now,
            "outcome": result.outcome,
            "test": result.test,
            "mutant": str(mutant),
        }

    todo = [mutant for mutant in mutants if mutant.key not in done]
    with path.open("a", encoding="utf-8") as log, ThreadPoolExecutor(len(copies)) as pool:
        for number, line in enumerate(pool.map(one, todo), 1):
            log.write(json.dumps(line) + "\n")
            log.flush()
            print(f"{number}/{len(todo)} {line['outcome']}: {line['mutant']}", flush=True)


def summary(chosen: Mapping[str, Sequence[Mutant]], outcomes: Mapping[str, str]) -> tuple[list[str], bool]:
    """Return what to print, and whether enough of the drawn mutants are killed."""
    rows, lived, killed = list[str](), list[str](), 0
    for group, mutants in chosen.items():
        counts = Counter(outcomes[mutant.key] for mutant in mutants if mutant.key in outcomes)
        dead = counts["killed"] + counts["timeout"]
        killed += dead if group != EXITS else 0
        share = dead / max(1, counts.total())
        rows.append(f"{group:<16} {dead:>4} of {counts.total():>4} killed  {share:>4.0%}")
        lived += [f"  {mutant}" for mutant in mutants if outcomes.get(mutant.key) == "survived"]
    total = sum(len(mutants) for group, mutants in chosen.items() if group != EXITS)
    rows.append(f"{'drawn in all':<16} {killed:>4} of {total:>4} killed  {killed / max(1, total):>4.0%}")
    return [*rows, "", f"{len(lived)} survived", *lived], killed >= WANTED * total


def main() -> int:
    """Judge the drawn mutants; end with 1 if too few are killed, with 2 if a test fails without them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only mutants whose line has this text")
    parser.add_argument("--jobs", type=int, default=JOBS, help="mutants at a time")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of tests against a mutant")
    options = parser.parse_args()
    options.state = state()
    chosen = {
        group: [mutant for mutant in mutants if options.only in str(mutant)]
        for group, mutants in groups().items()
    }
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        copies = [copy_of(ROOT, Path(folder, str(number))) for number in range(options.jobs)]
        try:
            reach = reach_of(copies[0], options.state)
        except BrokenTestsError as error:
            print(f"The tests fail before anything is mutated:\n{error}", file=sys.stderr)
            return 2
        for copy in copies:
            warm(copy)
        judge((mutant for mutants in chosen.values() for mutant in mutants), reach, copies, options)
    lines = read_lines(LOCAL / "mutate.jsonl")
    outcomes = {line["key"]: line["outcome"] for line in lines if line["state"] == options.state}
    rows, enough = summary(chosen, outcomes)
    print("\n".join(rows))
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
