"""The example with changes to its plain data."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from guardrails import marked
from guardrails.baseline import Baseline, load_text
from tests.baselines import EXAMPLE

TODAY = date(2026, 11, 22)


def edited(edit: Callable[[dict[str, Any]], object] | None = None) -> Baseline:
    """Load the example after a change to its plain data."""
    data = data_of_example()
    if edit is not None:
        edit(data)
    return loaded(data)


def data_of_example() -> dict[str, Any]:
    """Return the example as plain data, to change."""
    data: dict[str, Any] = copy.deepcopy(marked.read(EXAMPLE.read_text(), "baseline.yaml").data)
    return data


def loaded(data: Any) -> Baseline:
    """Load plain data as a baseline, with the example's documents."""
    return load_text(json.dumps(data), "baseline.yaml", today=TODAY, read_file=_policy)


def _policy(name: str) -> str:
    return (EXAMPLE.parent / name).read_text()
