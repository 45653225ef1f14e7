"""What the example's own policies deny is what their Sids name, by ways around as well."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from guardrails import aws_facts
from guardrails.controls import control
from guardrails.controls.example import example
from guardrails.policy import Document
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.document import FULL_ACCESS
from guardrails.policy.language.parse import parse_scp
from guardrails.policy.language.patterns import matches
from guardrails.policy.language.request import request_of
from tests.stacks.helpers import EXAMPLE

if TYPE_CHECKING:
    from guardrails.baseline import Baseline

DEVELOPER = "arn:aws:iam::666666666661:role/developer"
WORKLOADS = "o-exampleorg1/r-ex4m/ou-ex4m-workload1"
PROD, DEV = f"{WORKLOADS}/ou-ex4m-workprod1/", f"{WORKLOADS}/ou-ex4m-workdev01/"
INSTANCE, SNAPSHOT = (
    "arn:aws:ec2:eu-central-1:666666666661:instance/i-1",
    "arn:aws:ec2:eu-central-1::snapshot/s",
)
IMAGE, VOLUME = "arn:aws:ec2:eu-central-1::image/ami-1", "arn:aws:ec2:eu-central-1:666666666661:volume/v-1"
LIMITS, LARGE = "developer-limits", "deny-large-instances"
Case = tuple[str, str, str, dict[str, Any], str]


def _in(path: str) -> dict[str, Any]:
    return {"aws:ResourceOrgPaths": [path]}


CASES: tuple[Case, ...] = (
    # policy, action, resource, context, the Sid that denies it
    (LIMITS, "s3:GetObject", "arn:aws:s3:::shop/a", _in(PROD), "KeepOutOfProduction"),
    (LIMITS, "s3:GetObject", "arn:aws:s3:::shop-dev/a", _in(DEV), ""),
    (LIMITS, "s3:GetObject", "arn:aws:s3:::public/a", {}, ""),
    (LIMITS, "dynamodb:BatchGetItem", "arn:aws:dynamodb:x:1:table/t", _in(PROD), "KeepOutOfProduction"),
    (
        LIMITS,
        "dynamodb:ExportTableToPointInTime",
        "arn:aws:dynamodb:x:1:table/t",
        _in(PROD),
        "KeepOutOfProduction",
    ),
    (LIMITS, "kms:Decrypt", "arn:aws:kms:eu-central-1:444444444441:key/k", _in(PROD), "KeepOutOfProduction"),
    (LIMITS, "sts:AssumeRole", "arn:aws:iam::444444444441:role/admin", _in(PROD), "KeepOutOfProduction"),
    (LIMITS, "sts:AssumeRole", "arn:aws:iam::666666666661:role/build", _in(DEV), ""),
    (LIMITS, "ec2:CopySnapshot", SNAPSHOT, {"ec2:Owner": "444444444442"}, "KeepCopiesOfProductionOut"),
    (LIMITS, "ec2:CreateVolume", SNAPSHOT, {"ec2:Owner": "444444444443"}, "KeepCopiesOfProductionOut"),
    (LIMITS, "ec2:CreateVolume", SNAPSHOT, {"ec2:Owner": "666666666661"}, ""),
    (LIMITS, "ec2:RunInstances", IMAGE, {"ec2:Owner": "444444444441"}, "KeepCopiesOfProductionOut"),
    (LIMITS, "ec2:RunInstances", IMAGE, {"ec2:Owner": "amazon"}, ""),
    (LIMITS, "ebs:GetSnapshotBlock", SNAPSHOT, {}, "ReadNoSnapshotBlocks"),
    (LIMITS, "ec2:PurchaseReservedInstancesOffering", "*", {}, "NeverBuyForAYear"),
    (LIMITS, "rds:PurchaseReservedDBInstancesOffering", "*", {}, "NeverBuyForAYear"),
    (LIMITS, "ec2:AcceptReservedInstancesExchangeQuote", "*", {}, "NeverBuyForAYear"),
    (LIMITS, "shield:CreateSubscription", "*", {}, "NeverBuyForAYear"),
    (LIMITS, "ec2:DescribeReservedInstances", "*", {}, ""),
    (LARGE, "ec2:RunInstances", INSTANCE, {"ec2:InstanceType": "p5.48xlarge"}, "DenyLargeInstances"),
    (LARGE, "ec2:RunInstances", INSTANCE, {"ec2:InstanceType": "t3.micro"}, ""),
    (LARGE, "ec2:RunInstances", VOLUME, {}, ""),
    (LARGE, "ec2:CreateFleet", INSTANCE, {"ec2:InstanceType": "m7i.metal-24xl"}, "DenyLargeInstances"),
    (
        LARGE,
        "ec2:ModifyInstanceAttribute",
        INSTANCE,
        {"ec2:InstanceType": "t3.micro", "ec2:Attribute/InstanceType": "p5.48xlarge"},
        "DenyResizingToLarge",
    ),
    (LARGE, "ec2:ModifyInstanceAttribute", INSTANCE, {"ec2:InstanceType": "t3.micro"}, ""),
    (LARGE, "ec2:RequestSpotInstances", IMAGE, {}, "DenySpotRequestsOfAnySize"),
)
REVIEWED = {
    "aws-marketplace:UpdatePurchaseOrders": "numbers of one's own on an invoice",
    "bcm-pricing-calculator": "an estimate",
    "ce:StartCommitmentPurchaseAnalysis": "an estimate",
    "ce:StartSavingsPlansPurchaseRecommendationGeneration": "an estimate",
    "purchase-orders": "numbers of one's own on an invoice",
    "user-subscriptions:CancelPurchaseSession": "ends a purchase",
    "user-subscriptions:CreatePurchaseSession": "buys nothing before it is confirmed",
}
"""Actions, or services, whose names say `Purchase` and that buy nothing."""


def _document(name: str) -> Document:
    document = parse_scp((EXAMPLE.parent / f"policies/{name}.json").read_text(encoding="utf-8"), name)
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize(
    ("name", "action", "resource", "context", "sid"), CASES, ids=lambda each: str(each)[:40]
)
def test_a_sid_denies_what_it_names(
    name: str, action: str, resource: str, context: dict[str, Any], sid: str
) -> None:
    """The statement of that Sid, and no other; an empty Sid: nothing denies it."""
    verdict = Ruleset([[FULL_ACCESS, _document(name)]]).decide(
        request_of(action, resource, DEVELOPER, context)
    )
    assert [cause.sid for cause in verdict.causes] == ([sid] if sid else [])


def _bought() -> list[str]:
    (statement,) = (each for each in _statements(LIMITS) if each["Sid"] == "NeverBuyForAYear")
    return [pattern.lower() for pattern in statement["Action"]]


def _statements(name: str) -> list[dict[str, Any]]:
    text = (EXAMPLE.parent / f"policies/{name}.json").read_text(encoding="utf-8")
    return list(json.loads(text)["Statement"])


def _denied(action: str) -> bool:
    return any(matches(pattern, action.lower()) for pattern in _bought())


def test_developers_buy_nothing_that_the_control_against_commitments_knows() -> None:
    """The control's own list, read from the control."""
    found = control("deny_commitments")
    named = [action for statement in found.statements(example(found)) for action in statement.actions]
    assert [action for action in named if not _denied(action)] == []


def test_every_purchase_of_the_catalogue_is_denied_or_reviewed() -> None:
    """A new one fails this test until somebody says which."""
    purchases = [
        action
        for action in aws_facts.all_actions()
        if "purchase" in action.lower() and aws_facts.access_level(action) not in {"List", "Read"}
    ]
    unknown = [
        action
        for action in purchases
        if not _denied(action) and action not in REVIEWED and action.split(":")[0] not in REVIEWED
    ]
    assert unknown == []


def test_production_is_the_unit_of_that_name(baseline: Baseline) -> None:
    """The accounts whose copies are kept out are those below Workloads/Prod, whose path is denied."""
    (statement,) = (each for each in _statements(LIMITS) if each["Sid"] == "KeepCopiesOfProductionOut")
    accounts = sorted(account.id for account in baseline.tree.accounts_under("Workloads/Prod"))
    assert statement["Condition"]["StringEquals"]["ec2:Owner"] == accounts
    ids = [baseline.tree.by_path[path].id for path in ("Workloads", "Workloads/Prod")]
    assert "/".join((baseline.tree.id, baseline.tree.root.id, *ids, "")) == PROD
