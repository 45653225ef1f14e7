"""An encrypted topic that an AWS service publishes to and people or machines subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from guardrails.aws_facts.arns import topic_arn
from guardrails.stacks.common.documents import Statement, allow_service, deny_plain_http, document
from guardrails.stacks.common.keys import customer_key


class Endpoint(NamedTuple):
    """A subscriber that isn't reached by e-mail: SNS's protocol (https, sqs or lambda) and the address."""

    protocol: str
    address: str


class AlertTopic(Construct):
    """A topic, its key, who may publish, who is told.

    Source: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        display_name: str,
        account: str,
        region: str,
        publisher: str,
        sources: str,
        subscribers: Iterable[str],
        endpoints: Iterable[Endpoint] = (),
        key: kms.CfnKey | None = None,
        statements: Iterable[Statement] = (),
    ) -> None:
        """Create the topic.

        Args:
            scope: where it stands.
            id_: its construct id.
            name: the topic's name.
            display_name: what an e-mail says it is from.
            account: the account that owns the topic.
            region: the region of the topic.
            publisher: the service that publishes, such as budgets.amazonaws.com.
            sources: the ARN pattern of what the service publishes for.
            subscribers: e-mail addresses.
            endpoints: who else is told.
            key: a key that the publisher may use; the topic has one of its own where this is left out.
            statements: what the topic's policy allows beside the publisher's calls.
        """
        super().__init__(scope, id_)
        self.arn = topic_arn(region, account, name)
        behalf = on_behalf_of(account, sources)
        key = key or topic_key(
            self,
            account=account,
            description=f"Encrypts the topic {name}",
            use=use_of_key(publisher, behalf),
        )
        topic = sns.CfnTopic(
            self, "Topic", topic_name=name, display_name=display_name, kms_master_key_id=key.attr_arn
        )
        self.ref = topic.ref
        self.policy = sns.CfnTopicPolicy(
            self,
            "TopicPolicy",
            topics=[self.ref],
            policy_document=document(
                deny_plain_http("sns:Publish", self.arn),
                allow_service(publisher, "PublishAlerts", "sns:Publish", self.arn, behalf),
                *statements,
            ),
        )
        people = Construct(self, "Subscribers")
        for address in sorted(set(subscribers)):
            sns.CfnSubscription(people, address, topic_arn=self.ref, protocol="email", endpoint=address)
        for protocol, address in sorted(set(endpoints)):
            sns.CfnSubscription(
                people, f"{protocol} {address}", topic_arn=self.ref, protocol=protocol, endpoint=address
            )


def on_behalf_of(account: str, sources: str) -> dict[str, dict[str, str]]:
    """Build the condition that a service acts for one account and for certain resources of it."""
    return {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": sources}}


def use_of_key(publisher: str, behalf: Mapping[str, object]) -> Statement:
    """Let a service encrypt what it publishes: otherwise an encrypted topic swallows every alert."""
    return allow_service(publisher, "EncryptAlerts", ["kms:Decrypt", "kms:GenerateDataKey*"], "*", behalf)


def topic_key(
    scope: Construct, *, account: str, description: str, use: Statement, also: Iterable[Statement] = ()
) -> kms.CfnKey:
    """Create the key of one topic or of several; it goes with its stack."""
    return customer_key(
        scope,
        "Key",
        account=account,
        description=description,
        statements=[use, *also],
        removal=RemovalPolicy.DESTROY,  # it encrypts only messages on their way
    )
