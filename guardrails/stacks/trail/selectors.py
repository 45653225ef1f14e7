"""Which events the trail records: the baseline's choice, as CloudTrail's selectors."""

from __future__ import annotations

from types import MappingProxyType

from aws_cdk import aws_cloudtrail as cloudtrail

from guardrails.aws_facts.arns import bucket_arn
from guardrails.baseline.sections.trail import Trail
from guardrails.baseline.sections.trail_parts import DataEvents

Selector = cloudtrail.CfnTrail.AdvancedEventSelectorProperty
Field = cloudtrail.CfnTrail.AdvancedFieldSelectorProperty
INSIGHTS = MappingProxyType({"call_rate": "ApiCallRateInsight", "error_rate": "ApiErrorRateInsight"})
S3_OBJECTS = "AWS::S3::Object"
_READ_ONLY = MappingProxyType({"read": "true", "write": "false"})


def event_selectors(section: Trail) -> list[Selector]:
    """Select every management event and the data events of the baseline.

    The management events are named although CloudTrail records them by default: it does so only while a trail
    has no selector at all. The name is the console's own, by which scanners find the selector.

    Source: https://github.com/prowler-cloud/prowler/blob/master/prowler/providers/aws/services/cloudtrail/
    """
    management = Selector(
        name="Management events selector",
        field_selectors=[Field(field="eventCategory", equal_to=["Management"])],
    )
    return [management, *(_data_selector(events, section) for events in section.data_events)]


def insight_selectors(section: Trail) -> list[cloudtrail.CfnTrail.InsightSelectorProperty] | None:
    """Select the insights of the baseline; None where it has none."""
    chosen = [
        cloudtrail.CfnTrail.InsightSelectorProperty(insight_type=kind)
        for name, kind in INSIGHTS.items()
        if name in section.insights
    ]
    return chosen or None


def _data_selector(events: DataEvents, section: Trail) -> Selector:
    fields = [
        Field(field="eventCategory", equal_to=["Data"]),
        Field(field="resources.type", equal_to=[events.type]),
    ]
    if events.only != "all":
        fields.append(Field(field="readOnly", equal_to=[_READ_ONLY[events.only]]))
    begins, excluded_arns = sorted(set(events.resources)), _own_objects(events, section)
    if begins or excluded_arns:
        fields.append(
            Field(field="resources.ARN", starts_with=begins or None, not_starts_with=excluded_arns or None)
        )
    subject = "Data events" if events.only == "all" else f"Data events that {events.only}"
    return Selector(name=f"{subject}: {events.resource_type}", field_selectors=fields)


def _own_objects(events: DataEvents, section: Trail) -> list[str]:
    """List what the selector must leave out: recording what CloudTrail and S3 write would never end.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
    """
    excluded_arns = [bucket_arn(f"{bucket}/") for bucket in section.buckets if events.type == S3_OBJECTS]
    return [arn for arn in excluded_arns if not events.resources or arn.startswith(events.resources)]
