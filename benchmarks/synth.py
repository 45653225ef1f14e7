"""How long synthesis takes and how much memory it needs, against an empty CDK app with the same validations.

    python benchmarks/synth.py [--accounts 10 100 1000 5000] [--rounds 5] [--cold] [--write]

Only ratios travel from one machine to another, and only those of runs that stood next to each other: what
else the machine does comes and goes. So every round runs each app once, a ratio is one of two runs of the
same round, and the table shows the median of the rounds. The round before the first isn't counted; it leaves
Python's bytecode and jsii's packages behind, as any earlier synth does.

CPU time and memory are those of Python and of the Node process that CDK runs in; memory is the peak of their
resident sets, sampled from /proc (Linux).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
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
VALIDATIONS = "AwsSolutionsChecks(app), NIST80053R5Checks(app), GuardrailsRules()"
NOTHING = 'CfnWaitConditionHandle(Stack(app, "Empty", termination_protection=True), "Nothing")'
"""CDK's own rules refuse a stack without any resource; this one is nothing and costs nothing."""
EMPTY_APP = f"""
from aws_cdk import App, CfnWaitConditionHandle, Stack, Validations
from cdk_nag import AwsSolutionsChecks, NIST80053R5Checks
from guardrails.stacks.rules.plugin import GuardrailsRules
app = App()
{NOTHING}
Validations.of(app).add_plugins({VALIDATIONS})
app.synth()
"""
"""As anybody would write it."""
EMPTY_APP_STARTED_AS_OURS = f"""
from guardrails.stacks.start import Start
app = Start().app()
from aws_cdk import CfnWaitConditionHandle, Stack
from guardrails.stacks.validation import synthesize
{NOTHING}
synthesize(app)
"""
"""With all that makes our own synth quick, but for having something to compute meanwhile."""


@dataclass(frozen=True)
class Case:
    """What is run."""

    name: str
    accounts: int
    script: str
    baseline: Path


@dataclass(frozen=True)
class Run:
    """One run: seconds on the clock and of CPU time, MiB of memory, resources in the templates."""

    seconds: float
    cpu: float
    mebibytes: float
    resources: int


@dataclass(frozen=True)
class Measure:
    """One configuration, measured in every round."""

    case: Case
    runs: list[Run]
    base: list[Run]

    def middle(self, what: str) -> float:
        """Return the median of a figure."""
        return float(median(getattr(run, what) for run in self.runs))

    @property
    def ratio(self) -> float:
        """Return the median of the rounds' ratios to the empty app."""
        return median(run.seconds / base.seconds for run, base in zip(self.runs, self.base, strict=True))


def main() -> int:
    """Measure, print the table and, with --write, put it into docs/performance.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, nargs="*", default=[10, 100, 1000, 5000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cold", action="store_true", help="leave out the round that isn't counted")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        listed, first = list(cases(Path(folder), options.accounts)), 1 if options.cold else 0
        measures = measure_all(listed, Path(folder), range(first, options.rounds + 1))
    page = report(measures)
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def cases(folder: Path, sizes: list[int]) -> Iterator[Case]:
    """List the empty apps, the example, and an organization of each size with few and many assignments."""
    example = PROJECT / "baseline.yaml"
    for name, file, program in (
        ("empty app", "empty.py", EMPTY_APP),
        ("empty app, started as ours", "started.py", EMPTY_APP_STARTED_AS_OURS),
    ):
        (folder / file).write_text(program, encoding="utf-8")
        yield Case(name, 0, str(folder / file), example)
    yield Case("the example", 12, "app.py", example)
    for size in sizes:
        for kind, everywhere in (("few", 0), ("many", 3)):
            path = folder / f"{size}-{kind}.yaml"
            path.write_text(organization(size, everywhere), encoding="utf-8")
            yield Case(f"{size:,} accounts, {kind} assignments", size, "app.py", path)


def measure_all(listed: list[Case], folder: Path, rounds: range) -> list[Measure]:
    """Run every case once a round, each next to the others; round 0 isn't counted."""
    runs: dict[str, list[Run]] = {case.name: [] for case in listed}
    for number in rounds:
        for case in listed:
            run = _run(case, folder)
            print(f"{number} {case.name:<36} {run.seconds:6.2f} s {run.cpu:6.2f} s", file=sys.stderr)
            if number:
                runs[case.name].append(run)
    return [Measure(case, runs[case.name], runs[listed[0].name]) for case in listed]


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
  - control: deny_temporary_delegation
  - control: deny_outbound_federation
  - control: protect_identity_center
  - control: protect_sign_in
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


def _run(case: Case, folder: Path) -> Run:
    output = folder / "cdk.out"
    settings = json.loads((PROJECT / "cdk.json").read_text(encoding="utf-8"))
    strict = {"@aws-cdk/core:validateAgainstDefaultRules": True}
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PATH": f"{PROJECT / '.venv' / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "GUARDRAILS_BASELINE": str(case.baseline),
        "CDK_OUTDIR": str(output),
        "CDK_CONTEXT_JSON": json.dumps({**settings["context"], **strict}),
    }
    before, started = _cpu(), time.monotonic()
    # The options with which cdk.json runs the app.
    process = subprocess.Popen([sys.executable, "-O", case.script], cwd=PROJECT, env=environment)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _resident(process.pid))
        time.sleep(SAMPLE_SECONDS)
    seconds = time.monotonic() - started
    if process.returncode != 0:
        raise SystemExit(f"{case.script} failed for {case.baseline}")
    templates = [file.read_text(encoding="utf-8") for file in output.glob("*.template.json")]
    shutil.rmtree(output)
    resources = sum(template.count('"Type": "AWS::') for template in templates)
    return Run(seconds, _cpu() - before, peak, resources)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
    rows = "\n".join(
        f"| {m.case.name} | {m.middle('resources'):,.0f} | {m.middle('seconds'):.1f} s | {m.ratio:.2f} "
        f"| {m.middle('cpu'):.1f} s | {m.middle('mebibytes'):,.0f} MiB |"
        for m in measures
    )
    grown = [m for m in measures if m.case.script == "app.py" and m.case.name != "the example"]
    plots = "\n".join(_plot(kind, [m for m in grown if kind in m.case.name]) for kind in ("few", "many"))
    return f"""# How fast synthesis is

`python benchmarks/synth.py --write` measured this against an empty CDK app with the same validations, as
anybody would write it. Seconds are of that machine ({os.cpu_count()} cores, shared); the ratios are what
to compare: each is the median of {len(measures[0].runs)} rounds, in which all apps ran next to each other.
CPU time and memory count Python and Node.

| configuration | resources | wall time | of the empty app's | CPU time | peak memory |
|---|---|---|---|---|---|
{rows}

{plots}
{WHY}"""


WHY = """## What keeps it short

Most of a synth is CDK's process in Node: starting it, loading CDK and its rules, checking the templates.

- Python computes while Node is busy. `app.py` starts Node before it imports anything else, and CDK's own
  CloudFormation rules, which take the longest to get ready, do so while the baseline is read, compiled and
  proven.
- Those rules are WebAssembly. `guardrails/stacks/node.sh` keeps V8 from optimizing more of them, and on more
  threads, than one synth gives back.
- Resources are declared with the least calls: each is a way to Node and back.
- `python -O` leaves out the checks of every argument's type that jsii makes after mypy has made them.
- Python's bytecode is kept. Where `PYTHONDONTWRITEBYTECODE` is set, a synth takes about twice as long.
"""


def _plot(kind: str, measures: list[Measure]) -> str:
    labels = ", ".join(f'"{m.case.accounts:,}"' for m in measures)
    seconds = [m.middle("seconds") for m in measures]
    return f"""```mermaid
xychart-beta
  title "Seconds by number of accounts, {kind} assignments"
  x-axis [{labels}]
  y-axis "seconds" 0 --> {max(seconds, default=1) * 1.1:.0f}
  bar [{", ".join(f"{each:.1f}" for each in seconds)}]
```
"""


if __name__ == "__main__":
    sys.exit(main())
