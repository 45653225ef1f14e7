"""How long synthesis takes and how much memory it needs, against an empty CDK app with the same validations.

    python benchmarks/synth.py [--accounts 10 100 1000 5000] [--repeat 3] [--write]

Everything is measured in one run, because only ratios travel from one machine to another. Memory is the peak
of the resident sets of Python and of the Node process that CDK runs in, sampled from /proc (Linux).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "performance.md"
SAMPLE_SECONDS = 0.02
EMPTY_APP = """
from aws_cdk import CfnWaitConditionHandle, Stack
from guardrails.stacks import add_validations, new_app, synthesize
app = new_app()
# CDK's own rules refuse a stack without any resource; this one is nothing and costs nothing.
CfnWaitConditionHandle(Stack(app, "Empty", termination_protection=True), "Nothing")
add_validations(app)
synthesize(app)
"""


@dataclass(frozen=True)
class Case:
    """What is run."""

    name: str
    accounts: int
    script: str
    baseline: Path


@dataclass(frozen=True)
class Measure:
    """One configuration, measured."""

    name: str
    accounts: int
    seconds: float
    mebibytes: float
    resources: int


def main() -> int:
    """Measure, print the table and, with --write, put it into docs/performance.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, nargs="+", default=[10, 100, 1000, 5000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measures = list(measure_all(Path(folder), options.accounts, options.repeat))
    page = report(measures)
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def measure_all(folder: Path, sizes: list[int], repeat: int) -> Iterator[Measure]:
    """Measure the empty app, the example, and an organization of each size with few and many assignments."""
    empty = folder / "empty.py"
    empty.write_text(EMPTY_APP, encoding="utf-8")
    example = PROJECT / "baseline.yaml"
    yield measured(Case("empty app", 0, str(empty), example), folder, repeat)
    yield measured(Case("the example", 12, "app.py", example), folder, repeat)
    for size in sizes:
        for kind, everywhere in (("few", 0), ("many", 3)):
            path = folder / f"{size}-{kind}.yaml"
            path.write_text(organization(size, everywhere), encoding="utf-8")
            case = Case(f"{size:,} accounts, {kind} assignments", size, "app.py", path)
            yield measured(case, folder, repeat)


def organization(accounts: int, groups_everywhere: int) -> str:
    """Write a baseline: units of fifty accounts, half of them with regions of their own, and assignments."""
    units = [range(start, min(start + 50, accounts)) for start in range(0, accounts, 50)]
    tree = "".join(
        f"    Unit{number}:\n      id: ou-ex4m-unit{number:06d}\n      accounts: {{"
        + ", ".join(f'a{index}: "{100000000000 + index}"' for index in unit)
        + "}\n"
        for number, unit in enumerate(units)
    )
    overrides = "".join(f"    Unit{number}: [eu-central-1]\n" for number in range(0, len(units), 2))
    count = max(1, groups_everywhere)
    groups = "".join(f"    g{number}: {{ description: Group {number} }}\n" for number in range(count))
    few = ", ".join(f"Unit0/a{index}" for index in range(10))
    where = "Root" if groups_everywhere else few
    assignments = "".join(f"    - {{ group: g{number}, at: [{where}] }}\n" for number in range(count))
    stacks = max(1, -(-groups_everywhere * accounts // 200))
    return f"""organization:
  id: o-exampleorg1
  root: r-ex4m
  home_region: eu-central-1
  management_account: {{ id: "999999999999" }}
  units:
{tree}regions:
  allowed: [eu-central-1, eu-west-1]
  overrides:
{overrides}services: {{ denied: [gamelift, iot] }}
guardrails:
  - control: protect_trail
  - control: deny_unused_regions
  - control: deny_unused_services
  - control: deny_root_user
  - control: deny_leaving_organization
trail: {{ bucket: benchmark-trail }}
budgets:
  subscribers: [a@example.com]
  limits: {{ organization: {{ amount: 1000 }} }}
access:
  instance: arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f
  identity_store: d-99671a2b3c
  {"stacks: " + str(stacks) if stacks > 1 else "# one stack is enough"}
  groups:
{groups}  assignments:
{assignments}"""


def measured(case: Case, folder: Path, repeat: int) -> Measure:
    """Run one configuration several times; take the medians."""
    output = folder / "cdk.out"
    runs = [_run(case, output) for _ in range(repeat)]
    templates = list(output.glob("*.template.json"))
    resources = sum(file.read_text(encoding="utf-8").count('"Type": "AWS::') for file in templates)
    shutil.rmtree(output)
    seconds, mebibytes = median(run[0] for run in runs), median(run[1] for run in runs)
    print(f"{case.name:<36} {seconds:6.2f} s {mebibytes:7.0f} MiB {resources:6,}", file=sys.stderr)
    return Measure(case.name, case.accounts, seconds, mebibytes, resources)


def _run(case: Case, output: Path) -> tuple[float, float]:
    environment = {
        **os.environ,
        "PATH": f"{PROJECT / '.venv' / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
        "GUARDRAILS_BASELINE": str(case.baseline),
        "CDK_OUTDIR": str(output),
    }
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, case.script], cwd=PROJECT, env=environment)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(SAMPLE_SECONDS)
    if process.returncode != 0:
        raise SystemExit(f"{case.script} failed for {case.baseline}")
    return time.monotonic() - started, peak


def _resident(process_id: int) -> float:
    """Sum the resident sets of a process and its descendants, in MiB."""
    total, waiting = 0, [process_id]
    while waiting:
        current = Path("/proc") / str(waiting.pop())
        try:
            fields = (current / "statm").read_text().split()
            children = (current / "task" / current.name / "children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
        waiting += [int(child) for child in children]
    return total / 2**20


def report(measures: list[Measure]) -> str:
    """Render the page: what was measured, as a table and as a plot."""
    base = measures[0]
    rows = "\n".join(
        f"| {m.name} | {m.resources:,} | {m.seconds:.1f} s | {m.seconds / base.seconds:.2f} "
        f"| {m.mebibytes:,.0f} MiB |"
        for m in measures
    )
    grown = [m for m in measures if m.accounts > 0 and m.name != "the example"]
    plots = "\n".join(_plot(kind, [m for m in grown if kind in m.name]) for kind in ("few", "many"))
    return f"""# How fast synthesis is

`python benchmarks/synth.py --write` measured this in one run, against an empty CDK app with the same
validations. Seconds are of that machine ({os.cpu_count()} cores, shared); the ratios are what to compare.
Memory counts Python and Node.

| configuration | resources | wall time | of the empty app's | peak memory |
|---|---|---|---|---|
{rows}

{plots}
"""


def _plot(kind: str, measures: list[Measure]) -> str:
    labels = ", ".join(f'"{m.accounts:,}"' for m in measures)
    values = ", ".join(f"{m.seconds:.1f}" for m in measures)
    return f"""```mermaid
xychart-beta
  title "Seconds by number of accounts, {kind} assignments"
  x-axis [{labels}]
  y-axis "seconds" 0 --> {max(m.seconds for m in measures) * 1.1:.0f}
  bar [{values}]
```
"""


if __name__ == "__main__":
    sys.exit(main())
