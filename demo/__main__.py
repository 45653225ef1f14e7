"""`python -m demo`: the whole example in a local AWS, from an empty organization to refused calls."""

from __future__ import annotations

from guardrails.ending import INTERRUPTED, interrupt_with, refusal

interrupt_with("Interrupted; nothing is left running. `make demo` starts again.")

import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from rich.console import Console

from demo import show
from demo.calls import CallOutcome, calls, denied, make, prepare
from demo.cdk import PROJECT, Cdk, CdkError
from demo.progress import Progress
from demo.readback import Readback
from emulator.client import LocalAws, running
from emulator.errors import EmulatorError
from guardrails.baseline import Baseline, load
from guardrails.errors import InputError
from guardrails.organization import Account
from guardrails.posture import compile_posture
from guardrails.posture.prove import prove
from guardrails.report import proof

LOCAL = PROJECT / ".local"
LOG = LOCAL / "demo.log"
COLUMNS = 80


def main() -> int:
    """Run the demonstration; return 0 when everything is as the baseline says."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    console = Console(highlight=False, width=COLUMNS)
    path = PROJECT / "baseline.yaml"
    try:
        LOCAL.mkdir(exist_ok=True)
        with LOG.open("w", encoding="utf-8") as log:
            unexpected = _run(console, Progress(console, log), path)
    except (InputError, EmulatorError, CdkError) as error:
        console.print(str(error), style="red", markup=False)
        console.print(f"The full log: {LOG.relative_to(PROJECT)}", markup=False)
        return 1
    except OSError as error:
        console.print(f"The demonstration can't go on: {refusal(error)}", style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("\nInterrupted; nothing is left running. `make demo` starts again.")
        return INTERRUPTED
    if unexpected:
        console.print(f"\n[red]{unexpected} calls did not end as the guardrails say.[/]")
        return 1
    console.print("\nDone; nothing is left running. Edit baseline.yaml and run `make demo` again.")
    return 0


def _run(console: Console, progress: Progress, path: Path) -> int:
    """Prove, start the local AWS and demonstrate; return how many calls ended in an unexpected way."""
    baseline = load(path, today=datetime.now(UTC).date(), shown_as=path.name)
    console.print(f"The full log: {LOG.relative_to(PROJECT)}", markup=False)
    progress.step("Prove the promises, before anything is attached")
    lines = tuple(proof.text(prove(baseline, compile_posture(baseline)), path.name))
    progress.log.writelines(f"{line}\n" for line in lines)
    for line in show.promises(lines):
        console.print(line, markup=False)
    progress.step("Start the local AWS, with the organization of baseline.yaml in it")
    with running(path, state=LOCAL / "aws") as aws:
        progress.log.write(f"The local AWS listens on {aws.endpoint}\n")
        return _demonstrate(console, progress, baseline, path, aws)


def _demonstrate(console: Console, progress: Progress, baseline: Baseline, path: Path, aws: LocalAws) -> int:
    tree = baseline.tree
    account = _somebody(baseline)
    readback = Readback(aws, tree)
    qualifier = baseline.organization.qualifier
    cdk = Cdk(aws, tree, path, LOCAL / "cdk.out", qualifier, say=progress.line)
    if readback.trail() is None:
        prepare(aws, baseline, account)
    progress.step("Bootstrap CDK in the management and the log archive account")
    for cdk_account in dict.fromkeys((tree.management_account, baseline.archive_account)):
        cdk.bootstrap(cdk_account.id)
    progress.step("Deploy every stack by cdk deploy --all")
    cdk.deploy()
    progress.step("Read back what is in AWS now")
    show.everything(console, readback, baseline)
    trail = readback.trail()
    progress.step(f"Real calls from the member account {account.path}")
    unexpected = 0
    for call in calls(aws, baseline, account, trail["TrailARN"] if trail else ""):
        outcome = make(call)
        show.outcome(console, outcome)
        unexpected += not _right(outcome)
    return unexpected


def _right(outcome: CallOutcome) -> bool:
    return outcome.as_expected and (outcome.accepted or denied(outcome))


def _somebody(baseline: Baseline) -> Account:
    """Pick the member account that calls: the first one in production, else the last."""
    accounts = baseline.tree.accounts
    return next((account for account in accounts if "Prod" in account.path), accounts[-1])


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
