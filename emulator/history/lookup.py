"""Answer LookupEvents.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

from emulator import hooks
from emulator.errors import ApiError
from emulator.history.store import HISTORY
from emulator.services.operations import JsonService

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.history.store import Event
    from emulator.services.operations import Request

PAGE, DAYS = 50, 90
_ATTRIBUTES: dict[str, Callable[[Event, str], bool]] = {
    "AccessKeyId": lambda event, value: event.access_key == value,
    "EventId": lambda event, value: event.event_id == value,
    "EventName": lambda event, value: event.name == value,
    "EventSource": lambda event, value: event.source == value,
    "ReadOnly": lambda event, value: str(event.read_only).lower() == value,
    "ResourceName": lambda event, value: any(name == value for _, name in event.resources),
    "ResourceType": lambda event, value: any(kind == value for kind, _ in event.resources),
    "Username": lambda event, value: event.username == value,
}


def install() -> None:
    """Answer beside the other operations of CloudTrail; its pages don't move when new events come."""
    service = JsonService("cloudtrail", "cloudtrail")
    service.register(LookupEvents=_look_up)
    service.install(beside=True)


def _look_up(request: Request) -> Request:
    """Answer a page of the events of the caller's account in this region, the newest first."""
    size, before = _size(request), _before(request)
    since, until = _range(request)
    fits = _filter(request)
    fitting = (
        event
        for event in HISTORY.newest_first(hooks.current_account(), hooks.current_region())
        if event.number < before and since <= event.time <= until and fits(event)
    )
    page = list(islice(fitting, size + 1))
    answer: Request = {"Events": [_view(event) for event in page[:size]]}
    if len(page) > size:
        answer["NextToken"] = _token(request, page[size - 1].number)
    return answer


def _size(request: Request) -> int:
    size = int(request.get("MaxResults", PAGE))
    if not 1 <= size <= PAGE:
        raise ApiError("InvalidMaxResultsException", f"A page has 1 to {PAGE} events.")
    return size


def _range(request: Request) -> tuple[float, float]:
    now = time.time()
    since, until = float(request.get("StartTime", 0)), float(request.get("EndTime", now))
    if since > until:
        raise ApiError("InvalidTimeRangeException", "The start time is after the end time.")
    return max(since, now - DAYS * 86_400), until


def _filter(request: Request) -> Callable[[Event], bool]:
    attributes = request.get("LookupAttributes") or []
    category = request.get("EventCategory")
    if category not in (None, "insight"):
        raise ApiError("InvalidEventCategoryException", f"{category} is no category of events.")
    if len(attributes) > 1:
        raise ApiError("InvalidLookupAttributesException", "A lookup takes one attribute.")
    if category:  # nothing here records insights
        return lambda _: False
    for attribute in attributes:
        key, value = attribute.get("AttributeKey"), attribute.get("AttributeValue")
        if key not in _ATTRIBUTES or not value:
            raise ApiError("InvalidLookupAttributesException", f"{key} is no attribute of events.")
        return lambda event: _ATTRIBUTES[key](event, value)
    return lambda _: True


def _before(request: Request) -> float:
    """Read up to which event the pages before went: a new event moves nothing."""
    token = request.get("NextToken")
    if token is None:
        return float("inf")
    try:
        number = int(base64.urlsafe_b64decode(token).rpartition(b" ")[2])
    except ValueError:
        number = -1
    if token != _token(request, number):
        raise ApiError("InvalidNextTokenException", "The token isn't of a call with these parameters.")
    return number


def _token(request: Request, number: int) -> str:
    question = {name: value for name, value in request.items() if name not in ("NextToken", "MaxResults")}
    digest = hashlib.sha256(json.dumps(question, sort_keys=True).encode()).digest()
    return base64.urlsafe_b64encode(digest + b" %d" % number).decode()


def _view(event: Event) -> dict[str, Any]:
    view: dict[str, Any] = {
        "EventId": event.event_id,
        "EventName": event.name,
        "ReadOnly": str(event.read_only).lower(),
        "EventTime": event.time,
        "EventSource": event.source,
        "Username": event.username,
        "Resources": [{"ResourceType": kind, "ResourceName": name} for kind, name in event.resources],
        "CloudTrailEvent": event.text,
    }
    return view | ({"AccessKeyId": event.access_key} if event.access_key else {})
