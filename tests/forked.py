"""Run the tests of `make unit` on every core, in processes forked once everything is imported and collected.

Each worker of pytest-xdist imports and collects everything for itself, and sends three messages a test. Where
a test takes a millisecond, that takes longer than the tests.
"""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Generator
from typing import Any, NoReturn

import pytest

MOST = 4
"""Beyond so many, what each process does for itself outweighs what it takes from the others."""


class ForkedRun:
    """A plugin that runs every n-th test here, and the rest in copies of this process."""

    def __init__(self) -> None:
        self.copy_of: pytest.Config | None = None
        self.reports: list[Any] = []
        self.warnings: list[dict[str, Any]] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, bool, bool]:
        """Deal the tests out in turn, which spreads those that take long."""
        gc.freeze()  # or the collector would look at it all, and by looking copy it
        items = list(session.items)
        count = max(1, min(MOST, os.cpu_count() or 1, len(items)))
        copies = []
        for number in range(1, count):
            reader, writer = os.pipe()
            process = os.fork()
            session.items = items[number::count]
            if process == 0:
                self._become_copy(session.config)
                try:
                    yield
                finally:
                    self._end_copy(writer)
            os.close(writer)
            copies.append((process, reader))
        session.items = items[::count]
        try:
            return (yield)
        finally:
            for process, reader in copies:
                _take(session.config, reader)
                os.waitpid(process, 0)

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
