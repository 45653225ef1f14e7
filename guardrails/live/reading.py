"""Read AWS for a capture: what it refuses is noted and stays unknown, everything else is read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from guardrails.capture.model import Capture, RefusedRead
from guardrails.live.aws import Aws
from guardrails.live.operations import action_of
from guardrails.live.refusals import EXPIRED, AwsError

Item = TypeVar("Item")
Result = TypeVar("Result")
NONE_ABSENT: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reader:
    """A reader of one section of a capture.

    Attributes:
        name: The section, and how refusals and the progress name the reader.
        operations: The calls that it makes, each with what is unknown without it, such as "whether a trail
            is logging".
        read: Returns the fields of the capture that it has read; a field that it leaves out is unknown.
        needs: The sections that must have been read before.
    """

    name: str
    operations: Mapping[str, str]
    read: Callable[[Reading, Capture], Mapping[str, Any]]
    needs: tuple[str, ...] = ()


@dataclass
class Refusals:
    """The calls that AWS refused; threads add to them."""

    _calls: dict[tuple[str, str, str, str], tuple[str, set[str]]] = field(default_factory=dict)
    """The first message and what the calls were about, by reader, action, code and what is unknown."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, reader: str, operation: str, error: AwsError, unknown: str, about: str) -> None:
        """Note a refused call."""
        with self._lock:
            key = reader, action_of(operation), error.code, unknown
            message, names = self._calls.setdefault(key, (error.message, set()))
            names.update(filter(None, (about,)))
            self._calls[key] = min(message, error.message), names

    def listed(self) -> tuple[RefusedRead, ...]:
        """List them in an order that doesn't depend on which thread was first."""
        return tuple(
            RefusedRead(
                reader=reader,
                action=action,
                code=code,
                message=message,
                unknown=unknown,
                about=tuple(sorted(names)),
            )
            for (reader, action, code, unknown), (message, names) in sorted(self._calls.items())
        )


@dataclass(frozen=True)
class Reading:
    """AWS as a reader asks it.

    Attributes:
        aws: The account and region that is asked.
        pool: Runs what `each` is given; a task of it must not call `each` again.
        about: What is named in a refusal when a call names nothing.
    """

    aws: Aws
    reader: Reader
    refusals: Refusals
    pool: Executor
    about: str = ""

    def at(self, region: str) -> Reading:
        """Return the same in another region."""
        return replace(self, aws=self.aws.at(region))

    def inside(self, aws: Aws, account: str) -> Reading:
        """Return the same inside another account."""
        return replace(self, aws=aws, about=account)

    def ask(
        self, operation: str, about: str = "", absent: frozenset[str] = NONE_ABSENT, **arguments: Any
    ) -> dict[str, Any] | None:
        """Call an operation; None where AWS refuses it.

        Args:
            operation: Boto3's service and the operation.
            about: What the call is about.
            absent: The error codes by which AWS says that there is nothing; the answer is empty then.
            arguments: The call's own.

        Raises:
            AwsError: The credentials aren't accepted, or AWS isn't reached.
        """
        try:
            return self.aws.call(operation, **arguments)
        except AwsError as error:
            return self._refused(operation, error, about, absent)

    def list(
        self,
        operation: str,
        member: str,
        about: str = "",
        absent: frozenset[str] = NONE_ABSENT,
        **arguments: Any,
    ) -> tuple[dict[str, Any], ...] | None:
        """Read all pages of an answer; None where AWS refuses one of them, for half a list is none.

        Raises:
            AwsError: The credentials aren't accepted, or AWS isn't reached.
        """
        try:
            return tuple(self.aws.pages(operation, member, **arguments))
        except AwsError as error:
            return None if self._refused(operation, error, about, absent) is None else ()

    def each(self, items: Iterable[Item], task: Callable[[Item], Result]) -> Sequence[Result]:
        """Do a task for each item, several at once; the results are in the order of the items."""
        return tuple(self.pool.map(task, tuple(items)))

    def _refused(
        self, operation: str, error: AwsError, about: str, absent: frozenset[str]
    ) -> dict[str, Any] | None:
        if error.code in absent:
            return {}
        if not error.code or error.code in EXPIRED:
            raise error
        self.refusals.add(
            self.reader.name, operation, error, self.reader.operations[operation], about or self.about
        )
        return None
