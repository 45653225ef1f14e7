"""Who changed a thing: the newest event of CloudTrail's history that mentions it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from guardrails.drift import Lookup, RecordedChange
from guardrails.live.aws import Aws
from guardrails.live.capture import policy_actions
from guardrails.live.readers.history import ACTIONS, look_up
from guardrails.live.refusals import AwsError
from tests.baselines import REPOSITORY

ALICE, BOB = (f"arn:aws:sts::111111111111:assumed-role/admin/{name}" for name in ("alice", "bob"))


def event(day: int, resource: str, by: str = ALICE, **record: Any) -> dict[str, Any]:
    """Return an event as LookupEvents answers."""
    written = {"userIdentity": {"arn": by}, "requestParameters": {"name": resource}, **record}
    return {"EventTime": datetime(2026, 11, day, 9, 30, tzinfo=UTC), "CloudTrailEvent": json.dumps(written)}


@dataclass(frozen=True)
class _Recorded(Aws):
    """AWS with an event history, a page for each list of events."""

    history: dict[tuple[str, str], list[list[dict[str, Any]]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    refusal: AwsError | None = None

    def call(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Answer a page."""
        assert action == ACTIONS[0]
        ((attribute),) = arguments["LookupAttributes"]
        self.asked.append((self.region, attribute["AttributeValue"]))
        if self.refusal is not None:
            raise self.refusal
        pages = self.history.get((self.region, attribute["AttributeValue"]), [[]])
        number = int(arguments.get("NextToken", "0"))
        token = {"NextToken": str(number + 1)} if number + 1 < len(pages) else {}
        return {"Events": pages[number], **token}


def recorded(history: dict[tuple[str, str], list[list[dict[str, Any]]]], **options: Any) -> _Recorded:
    """Return AWS with a history; nobody waits."""
    return _Recorded("eu-central-1", frozenset(ACTIONS), pause=lambda _: None, history=history, **options)


TRAIL = Lookup("eu-central-1", "organization-trail", ("StopLogging", "UpdateTrail"))
POLICY = Lookup("us-east-1", "p-1", ("DetachPolicy",))


def test_the_newest_event_that_mentions_the_thing_is_told() -> None:
    """Of several events and names; events of other things and refused calls don't count."""
    aws = recorded(
        {
            ("eu-central-1", "StopLogging"): [
                [
                    event(28, "other-trail", BOB),
                    event(27, "organization-trail", BOB, errorCode="AccessDenied"),
                ],
                [event(20, "organization-trail", BOB)],
            ],
            ("eu-central-1", "UpdateTrail"): [
                [event(25, "organization-trail"), event(1, "organization-trail", BOB)]
            ],
        }
    )
    changes = look_up(aws, [TRAIL, POLICY]).changes
    assert changes == {TRAIL: RecordedChange("UpdateTrail", ALICE, "2026-11-25T09:30:00+00:00")}


def test_each_name_is_asked_for_once_in_a_region() -> None:
    """However many things look for it: two requests a second are all that AWS takes."""
    aws = recorded({})
    others = [Lookup("us-east-1", f"p-{number}", ("DetachPolicy",)) for number in range(40)]
    look_up(aws, [TRAIL, POLICY, *others])
    assert sorted(aws.asked) == [
        ("eu-central-1", "StopLogging"),
        ("eu-central-1", "UpdateTrail"),
        ("us-east-1", "DetachPolicy"),
    ]


def test_a_refused_history_is_named() -> None:
    """Who did it stays unknown; nothing else fails."""
    history = look_up(recorded({}, refusal=AwsError("no", "ask", "AccessDeniedException")), [TRAIL])
    assert history.changes == {}
    assert history.refused == ("cloudtrail:LookupEvents (AccessDeniedException) in eu-central-1",)


def test_aws_that_is_not_reached_is_an_error() -> None:
    """There is no answer to go on with."""
    with pytest.raises(AwsError):
        look_up(recorded({}, refusal=AwsError("no route", "check")), [TRAIL])


def test_each_action_that_drift_names_is_one_that_a_reader_declares() -> None:
    """Whoever reads "AWS refused s3:GetBucketPolicy" finds the action in the policy of `capture`."""
    sources = sorted((REPOSITORY / "guardrails" / "drift").glob("*.py"))
    named = {
        action
        for source in sources
        for action in re.findall(r'"([a-z0-9-]+:[A-Z][A-Za-z]+)"', source.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert named <= set(policy_actions())
