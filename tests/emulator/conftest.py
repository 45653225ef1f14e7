"""One running local AWS for all tests of a process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emulator.client import LocalAws, running
from tests.emulator.deployments import Deployments

if TYPE_CHECKING:
    from collections.abc import Iterator

BASELINE = Path(__file__).with_name("baseline.yaml")


@pytest.fixture(scope="session")
def aws() -> Iterator[LocalAws]:
    """Run the example's organization."""
    with running(BASELINE) as local:
        yield local


@pytest.fixture
def deployments(aws: LocalAws) -> Deployments:
    """Deploy into the management account's home region."""
    return Deployments(aws)
