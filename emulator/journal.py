"""Keep stack operations beyond the process, as CloudFormation's go on when a machine fails.

Every request for a resource is done whole or not at all. Before a request begins, while no other is under
way, the state is written with the results of all earlier ones. So a process that is killed in the middle of a
request has never begun it, as far as its successor knows. The successor begins each operation anew. It
answers the requests that were done with the written results, and does the others.

Two kinds are not taken up again: an import, and a rollback that somebody asked for by hand.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from emulator import hooks

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from emulator.hooks import Asgi, ResourceRequest, StackOperation

Key: TypeAlias = "tuple[str, str, str]"
_READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class RequestOutcome:
    """The result of a request: the resource that it made, or the words it failed with."""

    result: Any = None
    error: str | None = None

    def again(self) -> Any:
        """Give it as the request did."""
        if self.error is not None:
            raise RuntimeError(self.error)
        return self.result


@dataclass
class OperationProgress:
    """An operation with what its requests led to, each kind of request of a resource in its order."""

    operation: StackOperation
    outcomes: dict[tuple[str, str], list[RequestOutcome]] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def next(self, key: tuple[str, str]) -> RequestOutcome | None:
        """Give what a request led to before; None: it has not been done."""
        outcomes, index = self.outcomes.get(key, []), self.counts[key]
        self.counts[key] += 1
        return outcomes[index] if index < len(outcomes) else None


class Journal:
    """The operations under way, by account, region and stack."""

    def __init__(self) -> None:
        self.operations: dict[Key, OperationProgress] = {}


JOURNAL = Journal()
_inside: contextvars.ContextVar[bool] = contextvars.ContextVar("inside_a_request", default=False)


class Recorder:
    """Writes the state at every moment at which it is whole."""

    def __init__(self, journal: Journal, save: Callable[[], None]) -> None:
        self._journal = journal
        self._save = save
        self._lock = threading.Lock()
        self._under_way = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def take_up(self) -> None:
        """Go on with every operation that a predecessor left under way; called on the event loop."""
        self._loop = asyncio.get_running_loop()
        for progress in self._journal.operations.values():
            progress.counts.clear()
            context = hooks.context_of(progress.operation)
            work = context.run(hooks.resumed, progress.operation)
            self._tasks.add(self._loop.create_task(self._until_done(progress, work), context=context))

    def watch(self, operation: StackOperation, work: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None]:
        """Note an operation from its beginning to its end."""
        progress = OperationProgress(operation)
        self._journal.operations[_key(operation)] = progress
        return self._until_done(progress, work)

    def request(self, request: ResourceRequest, work: Callable[[], Any]) -> Any:
        """Do a request unless it was done before; a part of another request is not told from it."""
        account, region = hooks.current_account(), hooks.current_region()
        progress = self._journal.operations.get((account, region, request.stack))
        if progress is None or _inside.get():
            return work()
        key = (request.kind, request.logical_id)
        before = progress.next(key)
        return before.again() if before else self._carried_out(progress, key, work).again()

    def settle(self) -> None:
        """Write the state, unless a request is under way; called on the event loop."""
        if not self._under_way:
            self._save()

    def settling(self, application: Asgi) -> Asgi:
        """Write the state before a call that may have changed something is answered."""

        async def settled(scope: dict[str, Any], receive: Any, send: Any) -> None:
            async def answer(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    self.settle()
                await send(message)

            changes = scope["type"] == "http" and scope["method"] not in _READS
            await application(scope, receive, answer if changes else send)

        return settled

    async def _until_done(self, progress: OperationProgress, work: Coroutine[Any, Any, None]) -> None:
        """Do an operation's work; one that this process's end breaks off stays in the journal."""
        try:
            await work
        except asyncio.CancelledError:
            raise
        except BaseException:
            self._journal.operations.pop(_key(progress.operation), None)
            raise
        self._journal.operations.pop(_key(progress.operation), None)
        self.settle()

    def _carried_out(
        self, progress: OperationProgress, key: tuple[str, str], work: Callable[[], Any]
    ) -> RequestOutcome:
        with self._lock:
            if not self._under_way:
                self._settle_from_outside()
            self._under_way += 1
        inside = _inside.set(True)
        outcome = RequestOutcome(error="the request was broken off")
        try:
            outcome = RequestOutcome(result=work())
        except Exception as error:  # noqa: BLE001 whatever it is, the engine reports its words
            outcome = RequestOutcome(error=str(error))
        finally:
            _inside.reset(inside)
            with self._lock:
                progress.outcomes.setdefault(key, []).append(outcome)
                self._under_way -= 1
        return outcome

    def _settle_from_outside(self) -> None:
        """Write the state on the event loop, where nothing changes it meanwhile."""

        async def save() -> None:
            self._save()

        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(save(), self._loop).result()


def _key(operation: StackOperation) -> Key:
    return operation.account, operation.region, operation.stack
