"""Deny purchases that bind for months or years."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, denying_each, listed

_RESERVATIONS = listed("""bedrock-mantle:CreateReservation bedrock:CreateProvisionedModelThroughput
    cloudfront:CreateSavingsPlan dynamodb:PurchaseReservedCapacityOfferings
    ec2:AcceptReservedInstancesExchangeQuote ec2:PurchaseCapacityBlock ec2:PurchaseCapacityBlockExtension
    ec2:PurchaseHostReservation ec2:PurchaseReservedInstancesOffering ec2:PurchaseScheduledInstances
    eks:CreateEksAnywhereSubscription elasticache:PurchaseReservedCacheNodesOffering
    es:PurchaseReservedElasticsearchInstanceOffering es:PurchaseReservedInstanceOffering
    glacier:PurchaseProvisionedCapacity mediaconnect:PurchaseOffering medialive:PurchaseOffering
    memorydb:PurchaseReservedNodesOffering outposts:CreateOrder rds:PurchaseReservedDBInstancesOffering
    redshift-serverless:CreateReservation redshift:AcceptReservedNodeExchange
    redshift:PurchaseReservedNodeOffering sagemaker:CreateReservedCapacity sagemaker:CreateTrainingPlan
    savingsplans:CreateSavingsPlan shield:CreateSubscription""")
_MARKETPLACE = listed("""aws-marketplace:AcceptAgreementApprovalRequest
    aws-marketplace:AcceptAgreementRequest aws-marketplace:CreateAgreementRequest
    aws-marketplace:Subscribe""")
_DOMAINS = listed("""route53domains:AcceptDomainTransferFromAnotherAwsAccount
    route53domains:RegisterDomain route53domains:RenewDomain route53domains:TransferDomain""")


class DenyCommitmentsParameters(Parameters):
    """The denied commitments."""

    reservations: bool = True
    """Deny reserved capacity, Savings Plans and subscriptions that are paid for a year or more."""
    marketplace: bool = True
    """Deny subscribing to products of AWS Marketplace, and with it enabling models that are sold there."""
    domains: bool = True
    """Deny registering, renewing and taking over domain names."""


CONTROL = Control(
    id="deny_commitments",
    title="Deny purchases that bind",
    family="services",
    severity="medium",
    why="A reservation of three years is bought with one call and can't be given back; who pays decides.",
    source="https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html",
    statements=denying_each(
        ("DenyReservations", _RESERVATIONS, "reservations"),
        ("DenyMarketplace", _MARKETPLACE, "marketplace"),
        ("DenyDomains", _DOMAINS, "domains"),
    ),
    parameters=DenyCommitmentsParameters,
)
