"""What all tests share: which of them `make unit` runs, and how hypothesis looks for counterexamples."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from tests.forked import ForkedRun

HERE = Path(__file__).parent
DEPLOYING = frozenset(
    HERE / name for name in ("e2e", "emulator", "live", "runbooks", "stacks", "test_deploy.py")
)
"""What imports CDK or starts the local AWS. `--unit` doesn't even import it."""
EXHAUSTIVE = frozenset(
    HERE / name
    for name in (
        "baseline/test_fuzz.py",
        "baseline/test_messages.py",
        "baseline/test_schema.py",
        "baseline/test_patterns.py",
        "cli/test_accept.py",
        "cli/test_against.py",
        "cli/test_cli.py",
        "cli/test_compare.py",
        "cli/test_controls.py",
        "cli/test_exit_codes.py",
        "cli/test_explain.py",
        "cli/test_help.py",
        "cli/test_prove.py",
        "cli/test_without_regions.py",
        "controls",
        "policy/lint/test_rules.py",
        "policy/cases/test_lines.py",
        "policy/test_differential.py",
        "policy/minify/test_actions.py",
        "policy/space/test_space.py",
        "posture/compare",
        "posture/explain",
        "posture/prove",
        "posture/test_adoption.py",
        "posture/test_elsewhere.py",
        "posture/compile/test_no_room.py",
        "posture/compile/test_pack.py",
        "posture/compile/test_place.py",
        "posture/test_presets.py",
        "posture/compile/test_pressure.py",
        "posture/test_rcps.py",
        "posture/test_second_opinion.py",
        "posture/transition/test_order.py",
        "report",
        "test_ending.py",
        "test_licences.py",
    )
)
"""What goes through thousands of cases, or proves and compares the whole example again and again."""
UNIT_EXAMPLES = 3

# The same examples on every machine and in every run; how fast one runs says nothing of the code.
settings.register_profile(
    "ci",
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# `HYPOTHESIS_PROFILE=search pytest …` looks further, and elsewhere each time.
settings.register_profile(
    "search", max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make unit` leave out what a person would wait for."""
    parser.addoption(
        "--unit", action="store_true", help="without CDK, the local AWS, processes and many examples"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Give the few seconds of `make unit` to the tests alone."""
    if config.getoption("unit"):
        gc.disable()
        alone = config.getoption("dist", "no") == "no" and not hasattr(config, "workerinput")
        if alone and hasattr(os, "fork") and not config.getoption("usepdb"):
            config.pluginmanager.register(ForkedRun())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave it to the whole suite to look for what nobody closed: here that takes longer than most tests."""
    if session.config.getoption("unit"):
        gc.freeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the slow files unimported."""
    return True if config.getoption("unit") and collection_path in DEPLOYING | EXHAUSTIVE else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the single slow tests, and take a few examples of each property."""
    if not config.getoption("unit"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            # Hypothesis offers no other way to what a test's own decorator says.
            few = settings(item.obj._hypothesis_internal_use_settings, max_examples=UNIT_EXAMPLES)
            item.obj._hypothesis_internal_use_settings = few
