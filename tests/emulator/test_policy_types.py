"""The other policy types are stored and attached as they are given; nothing imitates what they set."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from emulator.organization.state import POLICY_TYPES
from tests.emulator.deployments import Deployments

NODE = "ou-ex4m-suspend1"
DOCUMENTS: dict[str, dict[str, Any]] = {
    "AISERVICES_OPT_OUT_POLICY": {"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}},
    "BACKUP_POLICY": {"plans": {"daily": {"regions": {"@@assign": ["eu-central-1"]}}}},
    "BEDROCK_POLICY": {"bedrock": {"guardrail_inference": {}}},
    "DECLARATIVE_POLICY_EC2": {
        "ec2_attributes": {"serial_console_access": {"status": {"@@assign": "disabled"}}}
    },
    "GUARDDUTY_POLICY": {
        "guardduty": {"enablement": {"default": {"foundational": {"status": {"@@assign": "enabled"}}}}}
    },
    "INSPECTOR_POLICY": {"inspector": {"enablement": {}}},
    "S3_POLICY": {"s3_attributes": {"public_access_block_configuration": {"@@assign": "all"}}},
    "SECURITYHUB_POLICY": {"securityhub": {"enable_in_regions": {"@@assign": ["ALL_SUPPORTED"]}}},
    "TAG_POLICY": {"tags": {"stage": {"tag_key": {"@@assign": "Stage"}}}},
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_policy_of_every_type_is_deployed_and_read_back(kind: str, deployments: Deployments) -> None:
    """Created, changed, found on its node under its own type, and gone with its stack."""
    properties = {
        "Name": f"{kind.lower()}-{uuid.uuid4().hex[:8]}",
        "Type": kind,
        "Content": DOCUMENTS[kind],
        "TargetIds": [NODE],
    }
    made = deployments.create({"It": {"Type": "AWS::Organizations::Policy", "Properties": properties}})
    assert made.status == "CREATE_COMPLETE", made.failures
    client, policy_id = deployments.client("organizations"), made.physical_ids["It"]
    policy = client.describe_policy(PolicyId=policy_id)["Policy"]
    assert (policy["PolicySummary"]["Type"], json.loads(policy["Content"])) == (kind, DOCUMENTS[kind])
    listed = client.list_policies_for_target(TargetId=NODE, Filter=kind)["Policies"]
    assert policy_id in {one["Id"] for one in listed}
    changed = {**properties, "Content": {"changed": {}}}
    updated = deployments.update(
        made.name, {"It": {"Type": "AWS::Organizations::Policy", "Properties": changed}}
    )
    assert (updated.status, updated.physical_ids["It"]) == ("UPDATE_COMPLETE", policy_id)
    assert json.loads(client.describe_policy(PolicyId=policy_id)["Policy"]["Content"]) == {"changed": {}}
    assert set(deployments.drift(made.name).values()) == {"IN_SYNC"}
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_the_seed_enables_every_type(deployments: Deployments) -> None:
    """CloudFormation can't; on AWS a person does it once for each type."""
    [root] = deployments.client("organizations").list_roots()["Roots"]
    assert {one["Type"] for one in root["PolicyTypes"] if one["Status"] == "ENABLED"} == set(POLICY_TYPES)
    assert set(DOCUMENTS) < set(POLICY_TYPES)


def test_an_ai_opt_out_policy_has_a_small_quota(deployments: Deployments) -> None:
    """2,500 characters and five on a node, where other types have 10,000 and ten."""
    services = {f"service{number}": {"opt_out_policy": {"@@assign": "optOut"}} for number in range(60)}
    properties = {"Name": f"big-{uuid.uuid4().hex[:8]}", "Type": "AISERVICES_OPT_OUT_POLICY", "TargetIds": []}
    made = deployments.create(
        {
            "It": {
                "Type": "AWS::Organizations::Policy",
                "Properties": {**properties, "Content": {"services": services}},
            }
        }
    )
    assert made.status == "ROLLBACK_COMPLETE"
    assert "POLICY_CONTENT_LIMIT_EXCEEDED" in made.failures["It"]
    small = {"Type": properties["Type"], "Content": {"services": {}}, "TargetIds": [NODE]}
    six = {
        f"It{number}": {
            "Type": "AWS::Organizations::Policy",
            "Properties": {**small, "Name": f"small-{number}-{uuid.uuid4().hex[:8]}"},
        }
        for number in range(6)
    }
    crowded = deployments.create(six)
    assert crowded.status == "ROLLBACK_COMPLETE"
    assert any("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" in why for why in crowded.failures.values())
