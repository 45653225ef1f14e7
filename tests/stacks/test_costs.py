"""The costs in docs/cost.md are those of the example's stacks, at the prices that the script lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts import costs_table as costs
from tests.committed import assert_fresh
from tests.existing_trail import use_existing
from tests.stacks.helpers import edited, synthesized

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly


def test_the_page_is_fresh() -> None:
    """Its table follows from the script's prices."""
    written = costs.PAGE.read_text(encoding="utf-8")
    assert costs.BEGIN in written
    assert_fresh(costs.PAGE, costs.page(written))


def test_the_readme_has_the_sums() -> None:
    """Of both organizations, rounded as the table has them."""
    small, large = (f"{sum(item.dollars[size] for item in costs.items()):.0f}" for size in (0, 1))
    readme = (costs.PAGE.parents[1] / "README.md").read_text(encoding="utf-8")
    sums = f"**{small} US dollars a month for 10 accounts** and **{large} for 100**"
    assert sums in readme, f"write {sums} into README.md"


@pytest.mark.parametrize(
    ("kind", "count"), [("AWS::KMS::Key", costs.KEYS), ("AWS::CloudWatch::Alarm", costs.ALARMS)]
)
def test_what_the_example_has_is_counted(assembly: Assembly, kind: str, count: int) -> None:
    """Keys and alarms are paid by the piece."""
    assert sum(len(assembly.of_type(stack, kind)) for stack in assembly.stacks) == count


def test_a_bill_that_was_done_by_hand() -> None:
    """The large items of ten accounts, from their prices and quantities."""
    by_hand = {
        "CloudWatch Logs: ingestion": 15 * 0.50,
        "S3: seven years of log files, too small to be moved": 1.5 * 84 * 0.023,
        "S3: writing log files and digests": (262.8 + 21.9) * 0.005,
        "KMS: a request a log file": 26.28 * 0.03,
    }
    found = {item.name: item.dollars[0] for item in costs.items()}
    assert {name: found[name] for name in by_hand} == pytest.approx(by_hand)
    assert sum(item.dollars[0] for item in costs.items()) == pytest.approx(28.1, abs=0.5)


def test_a_second_trail_costs_more_than_all_else() -> None:
    """Two dollars per 100,000 events: ten accounts with a million each pay 200 a month."""
    second = next(item for item in costs.choices() if "second organization trail" in item.name)
    assert second.dollars == pytest.approx((200, 2000))


def test_beside_a_trail_of_others_its_keys_and_files_are_not_paid() -> None:
    """The keys that the example with `trail.existing` has, and its alarms."""
    assembly = synthesized(edited(use_existing))
    keys, alarms = (
        sum(len(assembly.of_type(stack, kind)) for stack in assembly.stacks)
        for kind in ("AWS::KMS::Key", "AWS::CloudWatch::Alarm")
    )
    assert (keys, alarms) == (costs.KEYS_BESIDE_EXISTING, costs.ALARMS)
    assert costs.beside_existing().dollars[0] == pytest.approx(keys * 1.00 + alarms * 0.40)
