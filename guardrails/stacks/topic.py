"""An encrypted topic that an AWS service publishes to and people subscribe to by e-mail."""

from __future__ import annotations

from collections.abc import Iterable

from aws_cdk import RemovalPolicy
from aws_cdk import aws_sns as sns
from constructs import Construct

from guardrails.stacks.documents import allow_service, deny_plain_http, document
from guardrails.stacks.keys import customer_key


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
    ) -> None:
        super().__init__(scope, id_)
        self.arn = f"arn:aws:sns:{region}:{account}:{name}"
        behalf = {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": sources}}
        use = allow_service(publisher, "EncryptAlerts", ["kms:Decrypt", "kms:GenerateDataKey*"], "*", behalf)
        key = customer_key(
            self,
            "Key",
            account=account,
            description=f"Encrypts the topic {name}",
            statements=[use],
            removal=RemovalPolicy.DESTROY,  # it encrypts only messages on their way
        )
        topic = sns.CfnTopic(
            self, "Topic", topic_name=name, display_name=display_name, kms_master_key_id=key.attr_arn
        )
        self.policy = sns.CfnTopicPolicy(
            self,
            "TopicPolicy",
            topics=[topic.ref],
            policy_document=document(
                deny_plain_http("sns:Publish", self.arn),
                allow_service(publisher, "PublishAlerts", "sns:Publish", self.arn, behalf),
            ),
        )
        people = Construct(self, "Subscribers")
        for address in sorted(set(subscribers)):
            sns.CfnSubscription(people, address, topic_arn=topic.ref, protocol="email", endpoint=address)
