"""Declarative policies for EC2: settings of EC2, VPC and EBS that no account changes.

VPC Encryption Controls are there since July 2026; their modes and exclusions were checked 2026-11-28.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_declarative_syntax.html,
checked 2026-11-26.
Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ec2_syntax.html.
Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImageCriterionRequest.html.
Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataDefaults.html.
Source: https://aws.amazon.com/about-aws/whats-new/2026/07/vpc-encryption-controls-declarative-controls/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.management_policies.grammar import (
    Block,
    Named,
    Path,
    Setting,
    Values,
    form,
    one_of,
    text,
    whole,
)

ON_OFF = ("enabled", "disabled")
PREFERENCE = ("no_preference", *ON_OFF)
TOKENS = ("required", "optional", "no_preference")
IMAGES = ("unblocked", "block_new_sharing")
SNAPSHOTS = ("unblocked", "block_new_sharing", "block_all_sharing")
GATEWAYS = ("off", "block_ingress", "block_bidirectional")
ALLOWED_IMAGES = (*ON_OFF, "audit_mode")
OWNERS = ("amazon", "aws_marketplace", "aws_backup_vault")
ENCRYPTION_MODES = ("unmanaged", "attempt_monitor", "attempt_enforce")
ENCRYPTION_EXCLUSIONS = (
    "internet_gateway",
    "egress_only_internet_gateway",
    "nat_gateway",
    "virtual_private_gateway",
    "vpc_peering",
    "lambda",
    "vpc_lattice",
    "elastic_file_system",
)
MAX_CRITERIA = 10
MAX_DAYS = 2_147_483_647

_DAYS = whole(0, MAX_DAYS)
_OWNER = form(rf"\d{{12}}|{'|'.join(OWNERS)}", f"an account id of 12 digits, or one of {', '.join(OWNERS)}")
_IMAGE = form(r"[^?]{1,128}|(?=.*\?).{3,128}", "an image's name of 1 to 128 characters, 3 or more with a ?")
_NUMBERED = Values(
    f"criteria_1 to criteria_{MAX_CRITERIA}",
    frozenset(f"criteria_{number}" for number in range(1, MAX_CRITERIA + 1)).__contains__,
)


def _criteria(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Without a criterion no image is allowed at all, which nobody means by leaving something out."""
    if block.get("state") == "enabled" and not block.get("image_criteria"):
        problem = "allows no image at all: it is enabled, and has no image_criteria"
        yield (), problem, "add image_criteria, such as allowed_image_providers"


_CRITERION = Block(
    {
        "allowed_image_providers": Setting(_OWNER, many=True),
        "image_names": Setting(_IMAGE, many=True),
        "marketplace_product_codes": Setting(
            form(r"[A-Za-z0-9]{1,25}", "a product code of 1 to 25 letters and digits"), many=True
        ),
        "creation_date_condition": Block({"maximum_days_since_created": Setting(_DAYS)}),
        "deprecation_time_condition": Block({"maximum_days_since_deprecated": Setting(_DAYS)}),
    }
)
GRAMMAR = Block(
    {
        "ec2_attributes": Block(
            {
                "exception_message": Setting(text(1, 4_096)),
                "vpc_block_public_access": Block(
                    {
                        "internet_gateway_block": Block(
                            {
                                "mode": Setting(one_of(*GATEWAYS)),
                                "exclusions_allowed": Setting(one_of(*ON_OFF)),
                            },
                            needs=("mode", "exclusions_allowed"),
                        )
                    }
                ),
                "vpc_encryption_control": Block(
                    {
                        "mode": Setting(one_of(*ENCRYPTION_MODES)),
                        "exclusions": Setting(one_of(*ENCRYPTION_EXCLUSIONS), many=True),
                    },
                    needs=("mode",),
                ),
                "serial_console_access": Block({"status": Setting(one_of(*ON_OFF))}, needs=("status",)),
                "image_block_public_access": Block({"state": Setting(one_of(*IMAGES))}, needs=("state",)),
                "snapshot_block_public_access": Block(
                    {"state": Setting(one_of(*SNAPSHOTS))}, needs=("state",)
                ),
                "allowed_images_settings": Block(
                    {
                        "state": Setting(one_of(*ALLOWED_IMAGES)),
                        "image_criteria": Block(named=Named(_NUMBERED, _CRITERION)),
                    },
                    needs=("state",),
                    rules=(_criteria,),
                ),
                "instance_metadata_defaults": Block(
                    {
                        "http_tokens": Setting(one_of(*TOKENS)),
                        "http_tokens_enforced": Setting(one_of(*PREFERENCE)),
                        "http_put_response_hop_limit": Setting(whole(1, 64, -1)),
                        "http_endpoint": Setting(one_of(*PREFERENCE)),
                        "instance_metadata_tags": Setting(one_of(*PREFERENCE)),
                    }
                ),
            }
        )
    }
)
