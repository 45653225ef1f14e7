"""The example baseline, synthesized once a session."""

from __future__ import annotations

import fcntl
import importlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from guardrails.baseline import Baseline
    from guardrails.posture import Posture
    from tests.stacks.helpers import Assembly


def _start_cdk() -> None:
    """Start CDK's process, without its own rules, which take seconds; test_app and test_validation have them.

    Two processes that unpack the construct library at once spoil each other's cache, hence the lock.
    """
    lock = Path(tempfile.gettempdir()) / f"guardrails-jsii-{os.getuid()}.lock"
    with pytest.MonkeyPatch.context() as patch, lock.open("w") as held:
        patch.setenv("CDK_VALIDATION", "false")
        fcntl.flock(held, fcntl.LOCK_EX)
        importlib.import_module("cdk_nag")


_start_cdk()


@pytest.fixture(scope="session")
def baseline() -> Baseline:
    """The example that every fork starts from."""
    from tests.stacks.helpers import edited  # noqa: PLC0415 (imports CDK, which must have started)

    return edited()


@pytest.fixture(scope="session")
def posture(baseline: Baseline) -> Posture:
    """The example's posture."""
    from guardrails.posture import compile_posture  # noqa: PLC0415

    return compile_posture(baseline)


@pytest.fixture(scope="session")
def assembly(baseline: Baseline) -> Assembly:
    """The example's cloud assembly."""
    from tests.stacks.helpers import synthesized  # noqa: PLC0415

    return synthesized(baseline)
