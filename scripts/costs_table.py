"""Write into docs/cost.md, between its two marks, what the baseline itself costs a month.

`python -m scripts.costs_table` computes it from the prices below. A test fails when it is stale, and holds
the numbers of keys and alarms against the example's templates.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cost.md"
BEGIN = "<!-- Written by `python -m scripts.costs_table` from its price list: edit that. -->\n"
END = "<!-- End of the costs. -->\n"
SIZES = (10, 100)
"""Accounts of the organizations whose bill is shown."""

EVENTS = 1_000_000
"""Management events of an account in a month."""
WRITES = 0.1
"""The part of them that changes something."""
EVENT_KB = 1.5
REGIONS = 3
"""In which an account makes them."""
LOG_FILES = 730 * 12 * REGIONS
"""Log files of an account in a month: CloudTrail writes one in about five minutes and each region.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""
DIGESTS = 730 * REGIONS
"""Digest files of an account in a month, by which log files are validated: one an hour and region."""
GZIP = 0.1
"""How small compression makes a log file in S3."""
LOGS_COMPRESSION = 0.15
"""And events in CloudWatch Logs. Source: example 2 of https://aws.amazon.com/cloudwatch/pricing/."""
ACCESS_RECORD_KB = 0.7
"""A request in S3's access logs."""
KEPT_MONTHS = 84
"""Of log files: 2,557 days."""
KEYS = 5
KEYS_BESIDE_EXISTING = 3
"""Of them without the trail's and its log group's: its owner pays for both."""
ALARMS = 24

# List prices of us-east-1 in US dollars, November 2026, each from the service's page below.
KEY_MONTH = 1.00  # https://aws.amazon.com/kms/pricing/
KEY_REQUEST = 0.03 / 10_000
LOGS_INGESTED_GB = 0.50  # https://aws.amazon.com/cloudwatch/pricing/
LOGS_STORED_GB = 0.03
ALARM = 0.10
METRIC = 0.30
S3_STANDARD_GB = 0.023  # https://aws.amazon.com/s3/pricing/
S3_PUT = 0.005 / 1_000
INSIGHTS_EVENT = 0.35 / 100_000  # https://aws.amazon.com/cloudtrail/pricing/
SECOND_COPY_EVENT = 2.00 / 100_000


@dataclass(frozen=True)
class Item:
    """A line of the bill: its price as the reader finds it, and what each organization pays."""

    name: str
    price: str
    dollars: tuple[float, ...]


def items() -> list[Item]:
    """List what a baseline with the example's stacks pays anyway."""
    events_gb = EVENTS * EVENT_KB / 1e6
    kept_gb = events_gb * GZIP * KEPT_MONTHS
    access_gb = (LOG_FILES + DIGESTS) * ACCESS_RECORD_KB / 1e6 * 12
    free = (
        "policies, Identity Center, StackSets, budgets that only alert, cost anomaly detection, the first "
        "copy of management events, "
    )
    return [
        Item(f"{free}three dashboards, a thousand e-mails", "free", _each(0)),
        Item(
            f"{_word(KEYS)} KMS keys (trail, log group, alarms, budgets, search; each one dollar more after "
            "its first and its second rotation)",
            f"{KEY_MONTH:.2f} a key",
            _fixed(KEYS * KEY_MONTH),
        ),
        Item("CloudWatch Logs: ingestion", "0.50 a GB", _each(events_gb * LOGS_INGESTED_GB)),
        Item(
            "CloudWatch Logs: a year of storage, compressed",
            "0.03 a GB",
            _each(events_gb * LOGS_COMPRESSION * 12 * LOGS_STORED_GB),
        ),
        Item(
            "S3: seven years of log files, too small to be moved",
            "0.023 a GB",
            _each(kept_gb * S3_STANDARD_GB),
        ),
        Item("S3: writing log files and digests", "0.005 per 1,000", _each((LOG_FILES + DIGESTS) * S3_PUT)),
        Item("S3: a year of access logs", "0.023 a GB", _each(access_gb * S3_STANDARD_GB)),
        Item("KMS: a request a log file", "0.03 per 10,000", _each(LOG_FILES * KEY_REQUEST)),
        Item(
            f"{ALARMS} alarms, and their metrics while something happens",
            "0.10 and 0.30 each",
            _fixed(ALARMS * (ALARM + METRIC)),
        ),
    ]


def choices() -> list[Item]:
    """List what costs by choice alone."""
    analyzed = EVENTS * (1 + WRITES)
    return [
        Item(
            "a second organization trail beside the one of this file: a copy of management events, which "
            "`trail.existing` avoids",
            "2.00 per 100,000 events",
            _each(EVENTS * SECOND_COPY_EVENT),
        ),
        Item(
            "CloudTrail Insights, both kinds (`trail.insights`)",
            "0.35 per 100,000 events",
            _each(analyzed * INSIGHTS_EVENT),
        ),
    ]


def beside_existing() -> Item:
    """Return the sum where `trail.existing` names a trail of others: its owner pays for what it writes."""
    keys, alarms = KEYS_BESIDE_EXISTING * KEY_MONTH, ALARMS * (ALARM + METRIC)
    parts = f"{_word(KEYS_BESIDE_EXISTING)} keys and the alarms; its owner pays for the trail"
    return Item(f"**the same with `trail.existing`**: {parts}", "", _fixed(keys + alarms))


def _each(dollars: float) -> tuple[float, ...]:
    return tuple(size * dollars for size in SIZES)


def _fixed(dollars: float) -> tuple[float, ...]:
    return tuple(dollars for _ in SIZES)


def _word(count: int) -> str:
    return ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[count]


def main() -> int:
    """Write the table into the page; return 0."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def page(written: str) -> str:
    """Return the page with the table as it is now."""
    before, _, rest = written.partition(BEGIN)
    return f"{before}{BEGIN}{''.join(_lines())}{END}{rest.partition(END)[2]}"


def _lines() -> Iterator[str]:
    yield f"| item | price | {' | '.join(f'{size} accounts' for size in SIZES)} |\n"
    yield f"|---|---|{'---:|' * len(SIZES)}\n"
    sums = tuple(map(sum, zip(*(item.dollars for item in items()), strict=True)))
    yield from map(_row, items())
    yield f"| **sum without the choices below** | | {' | '.join(f'**{one:,.0f}**' for one in sums)} |\n"
    existing = beside_existing()
    yield f"| {existing.name} | | {' | '.join(f'**{sum_:,.0f}**' for sum_ in existing.dollars)} |\n"
    yield from map(_row, choices())
    yield "| data events (`trail.data_events`) | 0.10 per 100,000 events | by use | by use |\n"
    yield "| Athena (`trail.search`) | 5.00 per TB read | cents | cents |\n"


def _row(item: Item) -> str:
    return f"| {item.name} | {item.price} | {' | '.join(f'{one:,.0f}' for one in item.dollars)} |\n"


if __name__ == "__main__":
    sys.exit(main())
