"""The command `decide`: its time, its memory, and what importing takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from engine_setting import PROJECT, Json, Options, Section, text_of


def command(options: Options) -> Section:
    """Run `decide` over many lines, and parse the same lines."""
    made, count = options.setting, options.requests
    small = [
        [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}]
    ] * 3

    def accounts() -> Iterator[Json]:
        for number, case in enumerate(made.cases(count)):
            own = {"Sid": f"Own{number % 12}", "Effect": "Deny", "Action": "sns:*", "Resource": "*"}
            document = {"Version": "2012-10-17", "Statement": own}
            yield {**case, "layers": [*made.layers[:-1], [*made.layers[-1], document]]}

    kinds: tuple[tuple[str, Callable[[], Iterable[bytes]]], ...] = (
        ("one account", lambda: map(text_of, made.cases(count))),
        ("12 accounts in turn", lambda: map(text_of, accounts())),
        (
            "keys in another order",
            lambda: (json.dumps(one, sort_keys=True).encode() for one in made.cases(count)),
        ),
        ("small policies", lambda: map(text_of, made.cases(count, layers=small, rcps=[]))),
    )
    rows = tuple(_command(name, lines(), options) for name, lines in kinds)
    words = (
        f"`python -m guardrails decide FILE` over {count:,} cases, its start and its output included, against"
        " `json.loads` of the same lines in a running interpreter; seconds of the processor."
    )
    return Section("The command", words, ("cases", "bytes a line", "json.loads", "decide", "ratio"), rows)


def _command(name: str, lines: Iterable[bytes], options: Options) -> tuple[str, ...]:
    file = options.folder / "cases.jsonl"
    with file.open("wb") as target:
        target.writelines(line + b"\n" for line in lines)

    def parse() -> None:
        with file.open("rb") as source:
            for line in source:
                json.loads(line)

    repeat = max(1, options.repeat // 2)
    loads = min(_processor_seconds(parse) for _ in range(repeat))
    decide = min(_decided(file) for _ in range(repeat))
    size = file.stat().st_size // options.requests
    file.unlink()
    return name, f"{size:,}", f"{loads:.2f} s", f"{decide:.2f} s", f"{decide / loads:.2f}"


def _processor_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _decided(file: Path) -> float:
    """Run the command to its end and return what the processor worked for it."""
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(
            [sys.executable, "-m", "guardrails", "decide", str(file)], cwd=PROJECT, stdout=nowhere
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status != 0:
        raise SystemExit(f"decide failed on {file}")
    return used.ru_utime + used.ru_stime


def memory(options: Options) -> Section:
    """Take the peak of the command's resident set, for some lines and for ten times as many."""
    made, few = options.setting, options.requests // 10

    def different(count: int) -> Iterator[Json]:
        for number, case in enumerate(made.cases(count)):
            own = {"Sid": f"Own{number}", "Effect": "Deny", "Action": f"s{number}:*", "Resource": "*"}
            document = {"Version": "2012-10-17", "Statement": own}
            yield {**case, "layers": [*made.layers[:-1], [document]]}

    some = few // 10
    rows = (
        ("nothing", _peak(iter(()), options), ""),
        ("one account", _peak(made.cases(few), options), _peak(made.cases(few * 10), options)),
        (
            f"policies that all differ ({some:,})",
            _peak(different(some), options),
            _peak(different(some * 10), options),
        ),
    )
    words = f"The peak of the command's resident set, for {few:,} cases and for ten times as many."
    return Section("Memory", words, ("cases", "MiB", "MiB, ten times as many"), rows)


_MEASURED = """
import sys
from guardrails.cli.main import app
try:
    app(["decide", "-"])
finally:
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(peak.split()[1], file=sys.stderr)
"""


def _peak(cases: Iterator[Json], options: Options) -> str:
    file = options.folder / "cases.jsonl"
    with file.open("wb") as target:
        target.writelines(text_of(one) + b"\n" for one in cases)
    with file.open("rb") as source:
        run = subprocess.run(
            [sys.executable, "-c", _MEASURED],
            cwd=PROJECT,
            stdin=source,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        )
    file.unlink()
    return f"{int(run.stderr.split()[-1]) / 1024:.0f}"


def importing(options: Options) -> Section:
    """Import the engine in new processes."""
    names = ("json", "guardrails.policy.decide.ruleset", "guardrails.policy.cases.lines", "typer")
    rows = tuple((f"`import {name}`", f"{_import_seconds(name, options.repeat):.3f} s") for name in names)
    words = "`python -X importtime`, the fastest of some new processes with warm files."
    return Section("Importing", words, ("", "takes"), rows)


def _import_seconds(name: str, repeat: int) -> float:
    command = [sys.executable, "-X", "importtime", "-c", f"import {name}"]
    runs = (
        subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stderr
        for _ in range(repeat * 4)
    )
    return min(int(run.splitlines()[-1].split("|")[1]) for run in runs) / 1e6
