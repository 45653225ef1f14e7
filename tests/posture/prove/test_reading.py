"""The proof reads the baseline's lists itself: a fault in the compiler's reading shows as a failure."""

from __future__ import annotations

from collections.abc import Callable, Container

import pytest

from guardrails.baseline import Baseline, lists
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.resolve import edited
from guardrails.baseline.sections.lists import ServiceList
from guardrails.policy.name_set import NameSet
from guardrails.posture import compile_posture
from guardrails.posture.prove import prove
from guardrails.posture.prove.lists import wanted_lists

pytestmark = pytest.mark.slow

Reading = Callable[..., object]
"""A function of the compiler's reading."""


def _not_inherited(overrides: Container[str], address: str) -> str | None:
    """Only the node itself counts, not what stands above it."""
    return address if address in overrides else None


def _never_the_account(overrides: Container[str], address: str) -> str | None:
    """The unit above counts, although the account has a list of its own."""
    return _nearest(overrides, address.rpartition("/")[0] or "Root")


def _outermost(overrides: Container[str], address: str) -> str | None:
    """The list that stands highest counts, not the nearest."""
    parts = address.split("/")
    above = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return next((path for path in above if path in overrides), None)


def _first_region(file: BaselineFile, address: str) -> tuple[str, ...]:
    return _allowed(file, address)[:1]


def _always_general_regions(file: BaselineFile, _address: str) -> tuple[str, ...]:
    return file.regions.allowed


def _first_service(file: BaselineFile, address: str) -> ServiceList:
    entry = _services(file, address)
    return entry.model_copy(update={"denied": entry.denied[:1] if entry.denied else entry.denied})


def _last_service_forgotten(file: BaselineFile, address: str) -> ServiceList:
    entry = _services(file, address)
    return entry.model_copy(update={"allowed": entry.allowed[:-1] if entry.allowed else entry.allowed})


def _allowed_taken_for_denied(file: BaselineFile, kind: lists.ListKind, address: str) -> NameSet:
    found = _denied(file, kind, address)
    return NameSet(found.names) if kind == "services" else found


_nearest, _allowed = lists.nearest_path, lists.allowed_regions
_services, _denied = lists.service_list, lists.denied_names

FAULTS: dict[str, tuple[str, Reading]] = {
    "overrides aren't inherited": ("nearest_path", _not_inherited),
    "an account's own list is forgotten": ("nearest_path", _never_the_account),
    "the outermost list counts": ("nearest_path", _outermost),
    "only the first region counts": ("allowed_regions", _first_region),
    "overrides of regions are forgotten": ("allowed_regions", _always_general_regions),
    "only the first denied service counts": ("service_list", _first_service),
    "the last allowed service is forgotten": ("service_list", _last_service_forgotten),
    "an allow list is taken for a deny list": ("denied_names", _allowed_taken_for_denied),
}
"""The name in `guardrails.baseline.lists`, and what stands there instead."""


@pytest.fixture
def nested(baseline: Baseline) -> Baseline:
    """The example with a list for an account below a unit that has a list of its own."""
    regions = {**baseline.regions.overrides, "Infrastructure": ("eu-central-1",)}
    return edited(baseline, regions=baseline.regions.model_copy(update={"overrides": regions}))


def test_nothing_fails_without_a_fault(nested: Baseline) -> None:
    """The failures below come from the faults."""
    assert prove(nested, compile_posture(nested)).failures == ()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_reading_is_caught(
    name: str, nested: Baseline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first obligation fails: something is denied that isn't wanted, or wanted and not denied."""
    sound = compile_posture(nested)
    function, faulty = FAULTS[name]
    monkeypatch.setattr(lists, function, faulty)
    damaged = compile_posture(edited(nested))
    assert damaged != sound, "the fault damages nothing"
    names = {failure.name for failure in prove(nested, damaged).failures}
    assert names & {"intent-not-kept", "denied-without-intent", "exemption-too-wide"}


def test_both_readings_agree(nested: Baseline) -> None:
    """They are written apart and say the same of every path."""
    wanted = wanted_lists(nested)
    assert wanted["regions"] == nested.denied["regions"]
    assert wanted["services"] == nested.denied["services"]
