"""`AWS::SNS::Topic`, `AWS::SNS::TopicPolicy` and `AWS::SNS::Subscription`."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from emulator.arns import build_arn
from emulator.resources.base import (
    Name,
    NotEmulatedError,
    Properties,
    ResourceType,
    Shape,
    account_and_region,
    added_and_removed,
    chosen,
    client,
    is_gone,
    tag_change,
    tag_list,
    teach,
)

_NOT_EMULATED = ("application", "firehose")


class TopicResource(ResourceType):
    """`AWS::SNS::Topic`."""

    name = "AWS::SNS::Topic"
    honoured: ClassVar[Shape] = {"TopicName": None, "DisplayName": None, "KmsMasterKeyId": None, "Tags": None}
    create_only = ("TopicName",)
    custom_name = "TopicName"
    identifier = ("TopicArn",)

    def create(self, properties: Properties, name: Name) -> str:
        """Make the topic, whose physical id is its ARN."""
        topic, (account, region) = properties.get("TopicName") or name.generated, account_and_region()
        arn = build_arn("sns", region, account, topic)
        if _topic(arn) is not None:
            raise ValueError(f"{arn} already exists")
        client("sns").create_topic(Name=topic, Tags=tag_list(properties))
        return arn

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the display name, the key and the tags."""
        sns = client("sns")
        for attribute in ("DisplayName", "KmsMasterKeyId"):
            if old.get(attribute) != new.get(attribute):
                value = new.get(attribute, "")
                sns.set_topic_attributes(TopicArn=physical_id, AttributeName=attribute, AttributeValue=value)
        change = tag_change(old, new)
        if old and change.put:
            sns.tag_resource(ResourceArn=physical_id, Tags=change.put)
        if change.removed:
            sns.untag_resource(ResourceArn=physical_id, TagKeys=change.removed)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `TopicArn` and `TopicName`."""
        del properties
        return {"TopicArn": physical_id, "TopicName": physical_id.rsplit(":", 1)[-1]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the topic."""
        del properties
        client("sns").delete_topic(TopicArn=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the topic."""
        del properties
        attributes = _topic(physical_id)
        if attributes is None:
            return None
        return {
            "TopicName": physical_id.rsplit(":", 1)[-1],
            "DisplayName": attributes.get("DisplayName", ""),
            "KmsMasterKeyId": attributes.get("KmsMasterKeyId", ""),
            "Tags": client("sns").list_tags_for_resource(ResourceArn=physical_id)["Tags"],
        }


class TopicPolicyResource(ResourceType):
    """`AWS::SNS::TopicPolicy`: one document on several topics."""

    name = "AWS::SNS::TopicPolicy"
    honoured: ClassVar[Shape] = {"PolicyDocument": None, "Topics": None}

    def create(self, properties: Properties, name: Name) -> str:
        """Choose the physical id; the topics get the document in `update`."""
        del properties
        return name.generated

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Put the document on the topics, and the default one on those that lost it."""
        del physical_id
        _, removed = added_and_removed(old.get("Topics"), new.get("Topics"))
        for topic in removed:
            _put_policy(topic, _default_policy(topic))
        for topic in new["Topics"]:
            _put_policy(topic, new["PolicyDocument"])

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Id`."""
        del properties
        return {"Id": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Put the default document back, as AWS does."""
        del physical_id
        for topic in properties["Topics"]:
            if _topic(topic) is not None:
                _put_policy(topic, _default_policy(topic))

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the document from every topic that has one of its own."""
        del physical_id
        expected = properties["PolicyDocument"]
        policies = {topic: _own_policy(topic) for topic in properties["Topics"]}
        topics = [topic for topic, document in policies.items() if document is not None]
        if not topics:
            return None
        documents = [policies[topic] for topic in topics]
        changed = [document for document in documents if document != expected]
        return {"PolicyDocument": changed[0] if changed else expected, "Topics": topics}


class SubscriptionResource(ResourceType):
    """`AWS::SNS::Subscription`."""

    name = "AWS::SNS::Subscription"
    identifier = ("Arn",)
    honoured: ClassVar[Shape] = {
        "TopicArn": None,
        "Protocol": None,
        "Endpoint": None,
        "FilterPolicy": None,
        "RawMessageDelivery": None,
    }
    create_only = ("TopicArn", "Protocol", "Endpoint")

    def create(self, properties: Properties, name: Name) -> str:
        """Subscribe; an email address stays unconfirmed, since nothing is sent."""
        del name
        if properties["Protocol"] in _NOT_EMULATED:
            raise NotEmulatedError(
                f"{self.name} property Protocol {properties['Protocol']} is not emulated; {teach(self)}"
            )
        request = chosen(properties, "TopicArn", "Protocol", "Endpoint")
        answer = client("sns").subscribe(**request, ReturnSubscriptionArn=True)
        if not answer["SubscriptionArn"].startswith("arn:"):
            # ministack names an unconfirmed subscription only to one who asks again.
            answer = client("sns").subscribe(**request, ReturnSubscriptionArn=True)
        return str(answer["SubscriptionArn"])

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the filter and the form of delivery."""
        for attribute in ("FilterPolicy", "RawMessageDelivery"):
            if old.get(attribute) == new.get(attribute):
                continue
            value = new.get(attribute, {} if attribute == "FilterPolicy" else False)
            client("sns").set_subscription_attributes(
                SubscriptionArn=physical_id,
                AttributeName=attribute,
                AttributeValue=json.dumps(value) if isinstance(value, dict) else str(value).lower(),
            )

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Arn`."""
        del properties
        return {"Arn": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Unsubscribe."""
        del properties
        client("sns").unsubscribe(SubscriptionArn=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the subscription."""
        del properties
        try:
            attributes = client("sns").get_subscription_attributes(SubscriptionArn=physical_id)["Attributes"]
        except Exception as error:
            if is_gone(error, "NotFound", "NotFoundException"):
                return None
            raise
        return {
            "TopicArn": attributes["TopicArn"],
            "Protocol": attributes["Protocol"],
            "Endpoint": attributes["Endpoint"],
            "FilterPolicy": json.loads(attributes.get("FilterPolicy") or "{}"),
            "RawMessageDelivery": attributes.get("RawMessageDelivery") == "true",
        }


def _topic(arn: str) -> dict[str, str] | None:
    try:
        attributes: dict[str, str] = client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    except Exception as error:
        if is_gone(error, "NotFound", "NotFoundException"):
            return None
        raise
    return attributes


def _put_policy(topic: str, document: Properties) -> None:
    client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(document)
    )


def _own_policy(topic: str) -> Properties | None:
    document = json.loads((_topic(topic) or {}).get("Policy") or "{}")
    return None if document.get("Id") == "__default_policy_ID" or not document else document


def _default_policy(topic: str) -> Properties:
    account = topic.split(":")[4]
    return {
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [
            {
                "Sid": "__default_statement_ID",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": ["SNS:Publish", "SNS:Subscribe", "SNS:Receive"],
                "Resource": topic,
                "Condition": {"StringEquals": {"AWS:SourceOwner": account}},
            }
        ],
    }


TYPES = (TopicResource(), TopicPolicyResource(), SubscriptionResource())
