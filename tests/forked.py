"""Run the tests of `make unit` on every core, in processes forked once everything is imported and collected.

Each worker of pytest-xdist imports and collects everything for itself, and sends three messages a test. Where
a test takes a millisecond, that takes longer than the tests.
"""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from typing import Any, NoReturn, TypeAlias

import pytest

Drawn: TypeAlias = "Synchronized[int]"
"""How many tests the processes have drawn."""
MOST = 4
"""Beyond so many, what each process does for itself outweighs what it takes from the others."""


class ForkedRun:
    """A plugin that shares out the tests among this process and copies of it."""

    def __init__(self) -> None:
        self.copy_of: pytest.Config | None = None
        self.reports: list[Any] = []
        self.warnings: list[dict[str, Any]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Let each process draw its next test when it is done with the last; pytest itself says why not."""
        if session.testsfailed or session.config.option.collectonly:
            return None
        gc.freeze()  # or the collector would look at it all, and by looking copy it
        drawn = get_context("fork").Value("i", 0)
        count = max(1, min(MOST, os.cpu_count() or 1, len(session.items)))
        copies = [self._copy(session, drawn) for _ in range(1, count)]
        try:
            _run(session, drawn)
        finally:
            for process, reader in copies:
                _take(session.config, reader)
                os.waitpid(process, 0)
        return True

    def _copy(self, session: pytest.Session, drawn: Drawn) -> tuple[int, int]:
        """Start a copy, and return its process and where its reports come from."""
        reader, writer = os.pipe()
        process = os.fork()
        if process == 0:
            self._become_copy(session.config)
            try:
                _run(session, drawn)
            finally:
                self._end_copy(writer)
        os.close(writer)
        return process, reader

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a copy has to report until its end; that a test was set up says nothing."""
        if self.copy_of is not None and (report.when == "call" or not report.passed):
            serialize = self.copy_of.hook.pytest_report_to_serializable
            self.reports.append(serialize(config=self.copy_of, report=report))

    def pytest_warning_recorded(self, warning_message: Any, when: Any, nodeid: str, location: Any) -> None:
        """Keep what a copy was warned of until its end."""
        said = {"warning_message": warning_message, "when": when, "nodeid": nodeid, "location": location}
        self.warnings.append(said)

    def _become_copy(self, config: pytest.Config) -> None:
        self.copy_of = config
        self.warnings = []
        config.pluginmanager.unregister(name="terminalreporter")
        capture = config.pluginmanager.getplugin("capturemanager")
        capture.stop_global_capturing()  # into files that are the first process's as well
        capture.start_global_capturing()

    def _end_copy(self, writer: int) -> NoReturn:
        try:
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump((self.reports, self.warnings), pipe)
        finally:
            os._exit(0)


def _run(session: pytest.Session, drawn: Drawn) -> None:
    """Run tests until all are drawn, as pytest's own loop does."""
    for item, following in pairwise(chain(_draw(session.items, drawn), (None,))):
        if item is not None:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)


def _draw(items: Sequence[pytest.Item], drawn: Drawn) -> Iterator[pytest.Item]:
    while True:
        with drawn.get_lock():
            number = drawn.value
            drawn.value += 1
        if number >= len(items):
            return
        yield items[number]


def _take(config: pytest.Config, reader: int) -> None:
    """Say here what a copy has kept."""
    with os.fdopen(reader, "rb") as pipe:
        try:
            reports, warnings = pickle.load(pipe)  # noqa: S301 (a copy of this process wrote it)
        except (EOFError, pickle.UnpicklingError):
            raise RuntimeError("a copy of the test process died before its tests were done") from None
    for one in reports:
        report = config.hook.pytest_report_from_serializable(config=config, data=one)
        config.hook.pytest_runtest_logreport(report=report)
    for one in warnings:
        config.hook.pytest_warning_recorded.call_historic(kwargs=one)
