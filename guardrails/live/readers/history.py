"""Look up in CloudTrail's event history who changed a thing that drifted, and when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from guardrails.drift import Lookup, RecordedChange
from guardrails.live.aws import Aws
from guardrails.live.refusals import EXPIRED, AwsError

ACTIONS = ("cloudtrail:LookupEvents",)
_PAUSE_SECONDS = 0.5
"""Two requests a second for each account and region.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html, November 2026.
"""
_PAGES = 4
"""How many pages of 50 events are read of one name, newest first; what is older stays unknown."""


@dataclass(frozen=True)
class History:
    """The answer of the event history.

    Attributes:
        changes: The newest event of each lookup that has one.
        refused: Why nothing more is known, by region; empty where AWS answered.
    """

    changes: Mapping[Lookup, RecordedChange]
    refused: tuple[str, ...] = ()


def look_up(aws: Aws, lookups: Iterable[Lookup]) -> History:
    """Find the newest event of each lookup among those of the last 90 days.

    A call may name one attribute only, so each name of an event is asked for once in a region. The events are
    then searched for the names and ids.

    Raises:
        AwsError: The credentials aren't accepted, or AWS isn't reached.
    """
    changes: dict[Lookup, RecordedChange] = {}
    refused: dict[str, None] = {}
    by_region: dict[str, list[Lookup]] = {}
    for lookup in sorted(set(lookups)):
        by_region.setdefault(lookup.region, []).append(lookup)
    for region, regional in by_region.items():
        try:
            for name in sorted({event for lookup in regional for event in lookup.events}):
                wanted = [lookup for lookup in regional if name in lookup.events]
                _search(aws.at(region), name, wanted, changes)
        except AwsError as error:
            if not error.code or error.code in EXPIRED:
                raise
            refused[f"{ACTIONS[0]} ({error.code}) in {region}"] = None
    return History(changes, tuple(refused))


def _search(aws: Aws, name: str, lookups: list[Lookup], changes: dict[Lookup, RecordedChange]) -> None:
    """Take over the newest event of a name that mentions what is looked up."""
    missing = list(lookups)
    for event in _events(aws, name):
        text = event.get("CloudTrailEvent", "")
        record = _decoded(text)
        if "errorCode" in record:
            continue
        for lookup in [lookup for lookup in missing if lookup.resource in text]:
            missing.remove(lookup)
            change = RecordedChange(name, _caller(record, event), _time(event))
            if lookup not in changes or changes[lookup].at < change.at:
                changes[lookup] = change
        if not missing:
            return


def _events(aws: Aws, name: str) -> Iterator[Mapping[str, Any]]:
    arguments: dict[str, Any] = {
        "LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": name}],
        "MaxResults": 50,
    }
    for _ in range(_PAGES):
        answer = aws.call(ACTIONS[0], **arguments)
        aws.pause(_PAUSE_SECONDS)
        yield from answer.get("Events", ())
        if not answer.get("NextToken"):
            return
        arguments["NextToken"] = answer["NextToken"]


def _decoded(text: str) -> Mapping[str, Any]:
    try:
        record = json.loads(text)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _caller(record: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    identity = record.get("userIdentity", {})
    caller = identity.get("arn") or identity.get("invokedBy") or event.get("Username") or "an unknown caller"
    return str(caller)


def _time(event: Mapping[str, Any]) -> str:
    return str(event["EventTime"].astimezone(UTC).isoformat(timespec="seconds"))
