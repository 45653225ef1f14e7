"""The organization trail, and the topics with their subscriptions, by their names in the template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.adopt.matching.match import ImportMatch, StackPlace, of_type
from guardrails.aws_facts.arns import topic_arn
from guardrails.capture import Capture
from guardrails.capture.sections.alerts import CapturedTopic

TRAIL = "AWS::CloudTrail::Trail"
TOPIC = "AWS::SNS::Topic"
SUBSCRIPTION = "AWS::SNS::Subscription"


class TrailMatcher:
    """The captured trails; `TrailName` is create-only, so a stack takes over the one that it names."""

    def __init__(self, capture: Capture) -> None:
        self._trails = {
            (trail.arn.split(":")[4], trail.home_region, trail.name): trail
            for trail in (capture.trails and capture.trails.trails) or ()
        }

    def matches(self, resources: Mapping[str, Any], place: StackPlace) -> Mapping[str, ImportMatch]:
        """Match trails of the stack's account and region, with what they are required to say."""
        return {
            logical_id: ImportMatch(
                {"TrailName": trail.name},
                {
                    "TrailName": trail.name,
                    "S3BucketName": trail.bucket,
                    "IsLogging": bool(trail.logging),
                    "IsMultiRegionTrail": trail.multi_region,
                    "IsOrganizationTrail": trail.organization,
                },
            )
            for logical_id, properties in of_type(resources, TRAIL).items()
            if (trail := self._trails.get((*place, properties.get("TrailName", ""))))
        }


class TopicMatcher:
    """The captured topics, and who has confirmed a subscription to them."""

    def __init__(self, capture: Capture) -> None:
        self._topics = {topic.arn: topic for topic in (capture.alerts and capture.alerts.topics) or ()}

    def matches(self, resources: Mapping[str, Any], place: StackPlace) -> Mapping[str, ImportMatch]:
        """Match topics by name, then the subscriptions to those."""
        matches: dict[str, ImportMatch] = {}
        topics: dict[str, CapturedTopic] = {}
        for logical_id, properties in of_type(resources, TOPIC).items():
            name = properties.get("TopicName", "")
            if topic := self._topics.get(topic_arn(place.region, place.account, name)):
                topics[logical_id] = topic
                matches[logical_id] = ImportMatch({"TopicArn": topic.arn}, {"TopicName": name})
        matches.update(_subscriptions(resources, topics))
        return matches


def _subscriptions(
    resources: Mapping[str, Any], topics: Mapping[str, CapturedTopic]
) -> Iterator[tuple[str, ImportMatch]]:
    """Match what is confirmed: an unconfirmed subscription has no ARN."""
    for logical_id, properties in of_type(resources, SUBSCRIPTION).items():
        reference = properties.get("TopicArn")
        topic = topics.get(reference.get("Ref", "")) if isinstance(reference, dict) else None
        for subscription in (topic.subscriptions if topic else None) or ():
            endpoint = (properties.get("Protocol"), properties.get("Endpoint"))
            if subscription.arn and (subscription.protocol, subscription.endpoint) == endpoint:
                yield logical_id, ImportMatch({"Arn": subscription.arn})
