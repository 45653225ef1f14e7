"""The trail: whether it records what was deployed, and where the records go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from guardrails.aws_facts.arns import trail_arn
from guardrails.capture.sections.trail import CapturedTrail
from guardrails.drift.context import DriftContext, Outcome, Watched
from guardrails.drift.declared import Declared
from guardrails.drift.model import DriftDirection, Lookup, UnknownState

TYPES = ("AWS::CloudTrail::Trail",)
_EVENTS = ("StopLogging", "UpdateTrail", "DeleteTrail", "PutEventSelectors", "PutInsightSelectors")
_READS = "cloudtrail:DescribeTrails"


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare every trail of the stacks."""
    for resource in context.declarations.of(TYPES[0]):
        yield from _trail(context, resource)


def _trail(context: DriftContext, resource: Declared) -> Iterator[Outcome]:
    name = str(resource.get("TrailName"))
    arn = trail_arn(resource.stack.region, resource.stack.account, name)
    watched = context.watched(
        resource,
        f"trail {name}",
        arn,
        section="trail",
        reader="trails",
        lookup=Lookup(resource.stack.region, name, _EVENTS),
    )
    trails = context.capture.trails.trails if context.capture.trails else None
    return watched.sought(
        trails,
        lambda trail: trail.arn == arn,
        lambda trail: chain(
            _switches(watched, resource, trail),
            _deliveries(watched, resource, trail),
            _events(watched, resource, trail),
        ),
        _READS,
    )


def _switches(watched: Watched, resource: Declared, actual: CapturedTrail) -> Iterator[Outcome]:
    for name, declared, value, action in (
        ("logging", "IsLogging", actual.logging, "cloudtrail:GetTrailStatus"),
        ("of the organization", "IsOrganizationTrail", actual.organization, _READS),
        ("in all regions", "IsMultiRegionTrail", actual.multi_region, _READS),
        ("global events", "IncludeGlobalServiceEvents", actual.global_events, _READS),
        ("validation of log files", "EnableLogFileValidation", actual.validation, _READS),
    ):
        expected = bool(resource.get(declared, declared == "IncludeGlobalServiceEvents"))
        direction = DriftDirection.WIDER if expected else DriftDirection.NARROWER
        yield from watched.compared(name, expected, value, action, direction=direction)


def _deliveries(watched: Watched, resource: Declared, actual: CapturedTrail) -> Iterator[Outcome]:
    for name, declared, value in (
        ("bucket", "S3BucketName", actual.bucket),
        ("prefix", "S3KeyPrefix", actual.prefix),
        ("log group", "CloudWatchLogsLogGroupArn", actual.log_group),
        ("role for the log group", "CloudWatchLogsRoleArn", actual.log_role),
    ):
        yield from watched.compared(name, resource.get(declared, ""), value, _READS)
    yield from _key(watched, str(resource.get("KMSKeyId", "")), actual)


def _key(watched: Watched, expected: str, actual: CapturedTrail) -> Iterator[Outcome]:
    """Compare the key: a template may name it by its alias, and CloudTrail answers with the key's ARN."""
    alias = expected.partition(":alias/")[2]
    if not alias or expected == actual.key:
        yield from watched.compared("key", expected, actual.key, _READS)
        return
    trails = watched.capture.trails
    key = next((key for key in (trails.keys if trails else ()) if key.arn == actual.key), None)
    if not actual.key:
        yield watched.differs("key", expected, "", DriftDirection.WIDER)
    elif key is None or key.aliases is None:
        yield watched.unknown("key", "kms:ListAliases")
    elif f"alias/{alias}" not in key.aliases:
        yield watched.differs("key", expected, actual.key, DriftDirection.UNKNOWN)


def _events(watched: Watched, resource: Declared, actual: CapturedTrail) -> Iterator[Outcome]:
    action = "cloudtrail:GetEventSelectors"
    expected = resource.get("AdvancedEventSelectors", ())
    selectors = None if actual.selectors is None else _selectors(actual.selectors)
    if selectors is not None and actual.basic_selectors:
        selectors = [*selectors, *({"basic": selector} for selector in actual.basic_selectors)]
    for outcome in watched.compared("recorded events", _selectors(expected), selectors, action):
        if isinstance(outcome, UnknownState):
            yield outcome
        else:
            yield watched.differs(
                "recorded events",
                [str(selector.get("Name", "without a name")) for selector in expected],
                [str(selector.get("Name", "a selector of the old kind")) for selector in selectors or ()],
                DriftDirection.UNKNOWN,
            )
    kinds = sorted(kind["InsightType"] for kind in resource.get("InsightSelectors", ()))
    direction = DriftDirection.WIDER if set(kinds) - set(actual.insights or ()) else DriftDirection.NARROWER
    yield from watched.compared(
        "insights", kinds, actual.insights, "cloudtrail:GetInsightSelectors", direction=direction
    )


def _selectors(selectors: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Write selectors in one way: AWS gives empty lists for the operators that a field doesn't use."""
    return [
        {
            "Name": selector.get("Name", ""),
            "FieldSelectors": [
                {name: value for name, value in field.items() if value}
                for field in selector.get("FieldSelectors", ())
            ],
        }
        for selector in selectors
    ]
