"""Deny purchases that bind for months or years."""

from __future__ import annotations

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.policy import Statement

_RESERVATIONS = (
    "bedrock-mantle:CreateReservation",
    "bedrock:CreateProvisionedModelThroughput",
    "cloudfront:CreateSavingsPlan",
    "dynamodb:PurchaseReservedCapacityOfferings",
    "ec2:AcceptReservedInstancesExchangeQuote",
    "ec2:PurchaseCapacityBlock",
    "ec2:PurchaseCapacityBlockExtension",
    "ec2:PurchaseHostReservation",
    "ec2:PurchaseReservedInstancesOffering",
    "ec2:PurchaseScheduledInstances",
    "eks:CreateEksAnywhereSubscription",
    "elasticache:PurchaseReservedCacheNodesOffering",
    "es:PurchaseReservedElasticsearchInstanceOffering",
    "es:PurchaseReservedInstanceOffering",
    "glacier:PurchaseProvisionedCapacity",
    "mediaconnect:PurchaseOffering",
    "medialive:PurchaseOffering",
    "memorydb:PurchaseReservedNodesOffering",
    "outposts:CreateOrder",
    "rds:PurchaseReservedDBInstancesOffering",
    "redshift-serverless:CreateReservation",
    "redshift:AcceptReservedNodeExchange",
    "redshift:PurchaseReservedNodeOffering",
    "sagemaker:CreateReservedCapacity",
    "sagemaker:CreateTrainingPlan",
    "savingsplans:CreateSavingsPlan",
    "shield:CreateSubscription",
)
_MARKETPLACE = (
    "aws-marketplace:AcceptAgreementApprovalRequest",
    "aws-marketplace:AcceptAgreementRequest",
    "aws-marketplace:CreateAgreementRequest",
    "aws-marketplace:Subscribe",
)
_DOMAINS = (
    "route53domains:AcceptDomainTransferFromAnotherAwsAccount",
    "route53domains:RegisterDomain",
    "route53domains:RenewDomain",
    "route53domains:TransferDomain",
)


class Choice(Parameters):
    """What is denied."""

    reservations: bool = True
    """Deny reserved capacity, Savings Plans and subscriptions that are paid for a year or more."""
    marketplace: bool = True
    """Deny subscribing to products of AWS Marketplace, and with it enabling models that are sold there."""
    domains: bool = True
    """Deny registering, renewing and taking over domain names."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny the calls that conclude a contract."""
    choice = situation.parameters if isinstance(situation.parameters, Choice) else Choice()
    parts = (
        ("DenyReservations", _RESERVATIONS, choice.reservations),
        ("DenyMarketplace", _MARKETPLACE, choice.marketplace),
        ("DenyDomains", _DOMAINS, choice.domains),
    )
    return tuple(situation.deny(sid, actions) for sid, actions, wanted in parts if wanted)


CONTROL = Control(
    id="deny_commitments",
    title="Deny purchases that bind",
    family="services",
    severity="medium",
    why="A reservation of three years is bought with one call and can't be given back; who pays decides.",
    source="https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html",
    statements=statements,
    cases=(
        denied("savingsplans:CreateSavingsPlan"),
        denied("aws-marketplace:Subscribe"),
        denied("route53domains:RegisterDomain"),
        untouched("savingsplans:DescribeSavingsPlans"),
        untouched("savingsplans:CreateSavingsPlan", parameters={"reservations": False}),
        untouched("aws-marketplace:Subscribe", parameters={"marketplace": False}),
        untouched("route53domains:RegisterDomain", parameters={"domains": False}),
        exempted("ec2:PurchaseReservedInstancesOffering"),
    ),
    parameters=Choice,
)
