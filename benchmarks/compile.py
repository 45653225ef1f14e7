"""How long compiling takes, how much memory it needs, and how close the policies come to the least there is.

    python benchmarks/compile.py [--units 10 100 1000] [--repeat 3] [--write]

Fifty controls, made up but through the interface of the real ones, over organizations of up to 1,000 units
and 10,000 accounts. Everything is measured in one run, because only ratios travel between machines.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "performance-compile.md"
sys.path.insert(0, str(PROJECT))

# ruff: noqa: E402 (this runs from anywhere, and looks inside to reckon the bound)
from guardrails.aws_facts import access_level, all_actions, all_regions, measured_size
from guardrails.baseline import resolve as resolving
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.resolve import resolve
from guardrails.controls import Control, ControlContext, control, control_ids
from guardrails.policy import Statement
from guardrails.posture import compile_posture
from guardrails.posture.compile.contributions import parts_of

CONTROLS = 50
ACCOUNTS_PER_UNIT = 10
FAMILIES = ("protection", "identity", "data", "network")
TIGHT = {"scp_characters": 5_120, "scp_attached": 5}
FRAME = measured_size({"Version": "2012-10-17", "Statement": []})


@dataclass(frozen=True)
class Case:
    """What is compiled."""

    name: str
    units: int
    everywhere: bool
    """Whether each control stands on every unit, or on every tenth."""
    tight: bool = False
    """Whether the organization has the quotas of before May 2026, and Control Tower takes three slots."""


@dataclass(frozen=True)
class Measure:
    """One case, measured."""

    model: float
    """CPU seconds for the model and the tree, from plain data."""
    seconds: float
    """CPU seconds for compiling."""
    mebibytes: float
    nodes: int
    guardrails: int
    """Controls, counted at each node where one stands."""
    policies: int
    shared: int
    characters: int
    bound: int
    """The characters of the distinct statements of every node, without anything around them."""


def main() -> int:
    """Measure, print the page and, with --write, put it into docs/performance-compile.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(asdict(measure(Case(**json.loads(options.one)), options.repeat))))
        return 0
    measured = [(case, _in_a_process(case, options.repeat)) for case in cases(options.units)]
    page = report(measured)
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def cases(sizes: list[int]) -> Iterator[Case]:
    """List what is measured."""
    for size in sizes:
        yield Case(f"{size:,} units, each control on every tenth", size, everywhere=False)
    for size in sizes:
        yield Case(f"{size:,} units, every control on every unit", size, everywhere=True)
    for size in sizes:
        yield Case(f"{size:,} units, every tenth, two slots of 5,120", size, everywhere=False, tight=True)


def _in_a_process(case: Case, repeat: int) -> Measure:
    """Measure in a process of its own, so that the peak of memory is that of the case."""
    command = [sys.executable, __file__, "--one", json.dumps(asdict(case)), "--repeat", str(repeat)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = Measure(**json.loads(done.stdout))
    print(f"{case.name:<50} {found.seconds:6.2f} s {found.mebibytes:5.0f} MiB", file=sys.stderr)
    return found


def measure(case: Case, repeat: int) -> Measure:
    """Compile one case several times; take the medians."""
    made_up = synthetic()
    known_ids = control_ids()
    vars(resolving)["control"] = lambda name: made_up.get(name) or control(name)
    vars(resolving)["control_ids"] = lambda: (*known_ids, *made_up)
    data = organization(case, list(made_up))
    compile_posture(
        resolve(BaselineFile.model_validate(organization(Case("", 1, everywhere=True), list(made_up))))
    )
    model, seconds = [], []
    for _ in range(repeat):
        gc.collect()
        started = time.process_time()
        baseline = resolve(BaselineFile.model_validate(data))
        nodes = baseline.tree.nodes
        model.append(time.process_time() - started)
        started = time.process_time()
        posture = compile_posture(baseline)
        seconds.append(time.process_time() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    characters = sum(measured_size(policy.document.to_dict()) for policy in posture.declared)
    parts = list(parts_of(baseline))
    return Measure(
        median(model),
        median(seconds),
        peak,
        len(nodes),
        len(parts),
        len(posture.declared),
        sum(policy.family == "shared" for policy in posture.declared),
        characters,
        _bound(parts),
    )


def _bound(parts: list[Any]) -> int:
    """Add up the distinct statements of every node, without what a document puts around them."""
    distinct = {(part.node.path, statement) for part in parts for statement in part.document.statements}
    return sum(len(json.dumps(statement.to_dict(), ensure_ascii=False)) for _, statement in distinct)


def synthetic() -> dict[str, Control]:
    """Make up controls: each denies some twenty actions that change something, but not to the exempt."""
    changing = [name for name in all_actions() if access_level(name) not in ("List", "Read")]
    found = {}
    for number in range(CONTROLS):
        actions = tuple(changing[number * 97 + step * 7] for step in range(12 + number % 17))
        name = f"deny_made_up_{number:02}"
        found[name] = Control(
            id=name,
            title=f"Deny what number {number} denies",
            family=FAMILIES[number % len(FAMILIES)],  # type: ignore[arg-type]
            severity="low",
            why="",
            source="",
            statements=_statements(number, actions),
        )
    return found


def _statements(number: int, actions: tuple[str, ...]) -> Any:
    def statements(context: ControlContext) -> tuple[Statement, ...]:
        arn = f"arn:aws:s3:::made-up-{number}" if number % 5 == 0 else "*"
        sid = f"DenyMadeUp{number:02}"
        return (Statement(sid, "Deny", actions, resources=(arn,), conditions=context.unless_exempt()),)

    return statements


def organization(case: Case, names: list[str]) -> dict[str, Any]:
    """Write a baseline: units in units of ten, ten accounts in each, lists of their own in every third."""
    units: dict[str, Any] = {}
    paths = []
    for number in range(case.units):
        above = f"G{number // 10}"
        inner = {
            "id": f"ou-ex4m-{number:08}",
            "accounts": {
                f"a{one}": f"{number * ACCOUNTS_PER_UNIT + one + 1:012}" for one in range(ACCOUNTS_PER_UNIT)
            },
        }
        if number % 10 == 0:
            units[above] = {**inner, "units": {}}
            paths.append(above)
        else:
            units[above]["units"][f"U{number}"] = inner
            paths.append(f"{above}/U{number}")
    regions = sorted(all_regions())
    standing = {
        name: [path for place, path in enumerate(paths) if case.everywhere or (place + number) % 10 == 0]
        for number, name in enumerate(names)
    }
    guardrails = [{"control": name, "at": at} for name, at in standing.items()]
    return {
        "organization": {
            "id": "o-exampleorg1",
            "root": "r-ex4m",
            "home_region": "eu-central-1",
            "management_account": {"id": "999999999999"},
            "units": units,
            "quotas": TIGHT if case.tight else {},
            "reserved_slots": {"default": 3 if case.tight else 1},
        },
        "regions": {
            "allowed": ["eu-central-1", "eu-west-1"],
            "overrides": {
                path: sorted({regions[place % 17], regions[place // 17 % 17]})
                for place, path in enumerate(paths)
                if place % 3 == 0
            },
        },
        "services": {
            "denied": ["gamelift", "iot"],
            "overrides": {path: {"denied": ["gamelift", "iot", "lightsail"]} for path in paths[1::3]},
        },
        "exemptions": {
            name: {"principal": f"arn:aws:iam::*:role/{name}", "owner": "me", "reason": "it"}
            for name in ("break-glass", "cdk-guardrails-*", "AWSControlTowerExecution", "stacksets-exec-*")
            for name in (name.lower().rstrip("-*"),)
        },
        "guardrails": [{"control": "deny_unused_regions"}, {"control": "deny_unused_services"}, *guardrails],
    }


def report(measured: list[tuple[Case, Measure]]) -> str:
    """Render the page: what was measured, as a table and as a plot."""
    rows = "\n".join(_row(case, one) for case, one in measured)
    kinds = [case for case, _ in measured if not case.tight and case.everywhere]
    plotted = [one for case, one in measured if case in kinds]
    labels = ", ".join(f'"{case.units:,}"' for case in kinds)
    values = ", ".join(f"{one.seconds / one.nodes * 1e6:.0f}" for one in plotted)
    most = max(one.seconds / one.nodes * 1e6 for one in plotted)
    return f"""# How fast compiling is

`python benchmarks/compile.py --write` measured this in one run: {CONTROLS} made-up controls, and the
lists of regions and services, over organizations with {ACCOUNTS_PER_UNIT} accounts in every unit. Seconds are
CPU seconds of one core, since the machine was shared; the ratios are what to compare. Memory is the peak of
the process.

- *model* is the time from plain data to the checked model and its tree, *compile* from there to the policies.
- *guardrails* counts a control once for every node where it stands.
- *of the bound*: the characters of all policies against the least that every node's distinct statements
  take as they are written, without anything around them. Below 1 is what shortening saved.

| organization | nodes | guardrails | model | compile | a node | memory | policies | shared | of the bound |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
{rows}

```mermaid
xychart-beta
  title "Microseconds a node by number of units, every control on every unit"
  x-axis [{labels}]
  y-axis "microseconds" 0 --> {most * 1.2:.0f}
  bar [{values}]
```
"""


def _row(case: Case, one: Measure) -> str:
    return (
        f"| {case.name} | {one.nodes:,} | {one.guardrails:,} | {one.model:.2f} s | {one.seconds:.2f} s"
        f" | {one.seconds / one.nodes * 1e6:.0f} µs | {one.mebibytes:.0f} MiB | {one.policies:,}"
        f" | {one.shared:,} | {one.characters / one.bound:.3f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
