"""Read an organization as it is in AWS, as far as AWS tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime

from guardrails import VERSION
from guardrails.capture.model import Capture, CaptureReader
from guardrails.errors import counted
from guardrails.live.aws import Aws
from guardrails.live.operations import actions_of
from guardrails.live.readers import (
    access,
    accounts,
    alerts,
    budgets,
    entitlements,
    organization,
    policies,
    stack_sets,
    stacks,
    trails,
)
from guardrails.live.readers.caller import ACTIONS as CALLER
from guardrails.live.readers.caller import read_caller
from guardrails.live.reading import Reader, Reading, Refusals

READERS: tuple[Reader, ...] = (
    organization.READER,
    policies.READER,
    trails.READER,
    budgets.READER,
    access.READER,
    entitlements.READER,
    stacks.READER,
    stack_sets.READER,
    alerts.READER,
    accounts.READER,
)
"""Each after those that it needs."""
FOREIGN_READERS = (organization.READER, policies.READER, access.READER, stacks.READER)
"""The readers that tell which policies and permission sets there are, and which are this product's."""
CONCURRENCY = 16
"""How many calls are under way at once; botocore slows down by itself where AWS throttles."""
GLOBAL_REGION = "us-east-1"
"""Where sign-ins and IAM's calls are recorded, and billing's metrics are kept.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html, November 2026.
"""
Say = Callable[[str], None]


def operations(readers: Iterable[Reader] = READERS) -> frozenset[str]:
    """Return every operation that a capture may call."""
    return frozenset((*CALLER, *(operation for reader in readers for operation in reader.operations)))


def policy_actions() -> list[str]:
    """Return the IAM actions that whoever captures needs, sorted."""
    return actions_of(operations())


@dataclass(frozen=True)
class CaptureRequest:
    """The parts of an organization to read.

    Attributes:
        home_region: Where the organization's stacks, trail and alarms are.
        regions: More regions to look for stacks and alarms in.
        member_role: The role to read members through; none of them is read without it.
        readers: The readers that read; each after those that it needs.
        concurrency: How many calls are under way at once.
        command: The command that reads, which names its sessions in members.
        stack_accounts: The ids of members to look for stacks in, beside those that trails deliver to.
    """

    home_region: str
    regions: tuple[str, ...] = ()
    member_role: str = ""
    readers: tuple[Reader, ...] = READERS
    concurrency: int = CONCURRENCY
    command: str = "capture"
    stack_accounts: tuple[str, ...] = ()


def capture_live(request: CaptureRequest, say: Say, aws: Aws | None = None) -> Capture:
    """Read the organization of the caller's credentials.

    Args:
        request: What to read.
        say: Takes a line of progress for each reader.
        aws: How AWS is called; by default with the credentials that boto3 finds.

    Raises:
        AwsError: AWS doesn't accept the credentials, or isn't reached.
    """
    aws = aws or Aws(
        request.home_region, operations(), connections=request.concurrency, command=request.command
    )
    caller = read_caller(aws)
    capture = Capture(
        product=VERSION,
        taken=datetime.now(UTC).isoformat(timespec="seconds"),
        read_by=CaptureReader(
            account=caller.account,
            arn=caller.arn,
            member_role=request.member_role,
            stack_accounts=tuple(sorted(set(request.stack_accounts))),
        ),
        home_region=request.home_region,
        regions=tuple(sorted({request.home_region, GLOBAL_REGION, *request.regions})),
    )
    refusals = Refusals()
    with ThreadPoolExecutor(request.concurrency) as pool, ThreadPoolExecutor(len(READERS)) as readers:
        try:
            for stage in _stages(request.readers):
                capture = _read_stage(stage, capture, SharedReading(aws, refusals, pool, readers), say)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return capture.model_copy(update={"refused": refusals.listed()})


@dataclass(frozen=True)
class SharedReading:
    """The things that readers share.

    Attributes:
        pool: Runs the single calls of all readers.
        readers: Runs the readers, which wait for their calls.
    """

    aws: Aws
    refusals: Refusals
    pool: Executor
    readers: Executor


def _stages(readers: Sequence[Reader]) -> Iterable[tuple[Reader, ...]]:
    """Give the readers in groups that can read together, each after what it needs."""
    waiting, done = list(readers), set[str]()
    chosen = {reader.name for reader in readers}
    while waiting:
        stage = tuple(reader for reader in waiting if done.issuperset(chosen.intersection(reader.needs)))
        waiting = [reader for reader in waiting if reader not in stage]
        done.update(reader.name for reader in stage)
        yield stage


def _read_stage(stage: Sequence[Reader], capture: Capture, shared: SharedReading, say: Say) -> Capture:
    before = capture
    futures = {
        shared.readers.submit(
            reader.read, Reading(shared.aws, reader, shared.refusals, shared.pool), before
        ): reader
        for reader in stage
    }
    fields: dict[str, object] = {}
    for future in as_completed(futures):
        fields |= future.result()
        refused = [call for call in shared.refusals.listed() if call.reader == futures[future].name]
        requests = counted(shared.aws.requests, "request")
        say(f"{futures[future].name}: {_outcome(len(refused))} ({requests} so far)")
    return before.model_copy(update=fields)


def _outcome(refused: int) -> str:
    return f"read, but for {counted(refused, 'refused call')}" if refused else "read"
