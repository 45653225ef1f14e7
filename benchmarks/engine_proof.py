"""`engine.py`: the whole proof, and the comparison of two postures, by the number of accounts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

from engine_setting import PROJECT, Options, Section, best

from guardrails.baseline import Baseline, load
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.resolve import edited, resolve
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare import compare
from guardrails.posture.prove import prove

SIZES = ((10, 2), (1_000, 20), (10_000, 200), (10_000, 1_000))
"""(accounts, organizational units)."""
LISTS = (["eu-central-1"], ["eu-central-1", "eu-west-1"], ["eu-west-1"], ["eu-central-1", "us-east-1"])
"""The units take these regions in turn, so that four different sets of policies bind all accounts."""
CONTROLS = (
    "deny_unused_regions",
    "deny_unused_services",
    "deny_root_user",
    "deny_leaving_organization",
    "deny_iam_users",
    "protect_exempt_roles",
)
_COLD = """
import time
from datetime import date
from pathlib import Path
from guardrails.baseline import load
from guardrails.posture import compile_posture
baseline = load(Path("tests/example/baseline.yaml"), today=date(2026, 6, 1))
posture = compile_posture(baseline)
started = time.process_time()
from guardrails.posture.prove import prove
prove(baseline, posture)
print(time.process_time() - started)
"""


def proof(options: Options) -> Section:
    """Prove the five obligations, on the example and on made-up organizations."""
    example = _example()
    posture = compile_posture(example)
    found = prove(example, posture)
    cold = min(_cold() for _ in range(options.repeat))
    again = best(lambda: prove(example, posture), options.repeat)
    rows = [
        (
            "the example, in a new process",
            "12",
            str(found.worlds),
            f"{found.equivalence_classes:,}",
            _ms(cold),
        ),
        ("the example, again", "12", str(found.worlds), f"{found.equivalence_classes:,}", _ms(again)),
    ]
    for accounts, units in SIZES:
        baseline = organization(accounts, units)
        compiled = compile_posture(baseline)
        report = prove(baseline, compiled)
        seconds = best(lambda b=baseline, c=compiled: prove(b, c), options.repeat)  # type: ignore[misc]
        name = f"{units:,} units"
        rows.append(
            (name, f"{accounts:,}", str(report.worlds), f"{report.equivalence_classes:,}", _ms(seconds))
        )
    words = (
        "All five obligations, without loading and compiling. Accounts that the same policies bind are"
        " decided once, so the work grows with the different sets of policies; finding them grows with the"
        " accounts."
    )
    return Section(
        "Proving",
        words,
        ("", "accounts", "different sets of policies", "classes decided", "takes"),
        tuple(rows),
    )


def comparison(options: Options) -> Section:
    """Compare each posture with itself after a small edit, and after one that reaches everybody."""
    rows = []
    for name, before, small, wide in _postures():
        accounts = len(before.organization.accounts)
        seconds = [best(lambda b=before, a=after: compare(b, a), options.repeat) for after in (small, wide)]  # type: ignore[misc]
        rows.append((name, f"{accounts:,}", *(_ms(one) for one in seconds)))
    words = (
        "The small edit denies one unit a service; the wide one gives everybody another region and service."
    )
    return Section("Comparing", words, ("", "accounts", "a small edit", "a wide edit"), tuple(rows))


def _postures() -> Iterator[tuple[str, Posture, Posture, Posture]]:
    example = _example()
    small, wide = _edits(example)
    yield "the example", compile_posture(example), compile_posture(small), compile_posture(wide)
    for accounts, units in SIZES:
        baseline = organization(accounts, units)
        small, wide = _edits(baseline)
        yield f"{units:,} units", compile_posture(baseline), compile_posture(small), compile_posture(wide)


def _edits(baseline: Baseline) -> tuple[Baseline, Baseline]:
    unit = baseline.tree.root.units[0].path
    services, regions = baseline.services, baseline.regions
    denied = type(services)(denied=(*(services.denied or ()), "workmail", "sqs"))
    narrower = services.model_copy(update={"overrides": {**services.overrides, unit: denied}})
    wider = regions.model_copy(
        update={
            "allowed": (*regions.allowed, "eu-north-1"),
            "overrides": {path: (*some, "eu-north-1") for path, some in regions.overrides.items()},
        }
    )
    fewer = services.model_copy(update={"denied": (services.denied or ())[1:]})
    return (
        _with(baseline, services=narrower),
        _with(baseline, regions=wider, services=fewer),
    )


def _with(baseline: Baseline, **changed: Any) -> Baseline:
    return edited(baseline, **changed)


def organization(accounts: int, units: int) -> Baseline:
    """Make an organization in which four different sets of policies bind the accounts."""
    each = accounts // units
    tree = {
        f"U{unit}": {
            "id": f"ou-ex4m-{unit:08}",
            "accounts": {f"a{unit}x{n}": f"{100_000_000_000 + unit * each + n}" for n in range(each)},
        }
        for unit in range(units)
    }
    head = {"id": "o-exampleorg1", "root": "r-ex4m", "home_region": "eu-central-1"}
    exempt = {"principal": "arn:aws:iam::*:role/break-glass", "owner": "me", "reason": "it"}
    return resolve(
        BaselineFile.model_validate(
            {
                "organization": {**head, "management_account": {"id": "999999999999"}, "units": tree},
                "regions": {
                    "allowed": ["eu-central-1", "eu-west-1"],
                    "overrides": {f"U{unit}": LISTS[unit % len(LISTS)] for unit in range(units)},
                },
                "services": {"denied": ["iot", "gamelift"]},
                "exemptions": {"break-glass": exempt},
                "guardrails": [{"control": name} for name in CONTROLS],
            }
        )
    )


def _example() -> Baseline:
    return load(PROJECT / "tests" / "example" / "baseline.yaml", today=date(2026, 6, 1))


def _cold() -> float:
    """Prove in a new process: the catalogue is read, nothing is remembered."""
    run = subprocess.run(
        [sys.executable, "-c", _COLD], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"
