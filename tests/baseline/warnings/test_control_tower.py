"""Policies that Control Tower would meet: `control-tower-regions` and `control-tower-security-unit`."""

from __future__ import annotations

import json

import pytest

from guardrails.baseline.warnings import warnings
from guardrails.posture import Policy
from tests.baseline.warnings.helpers import warned
from tests.baselines import HERE, SMALL
from tests.posture.foreign import (
    FILE,
    GUARDRAIL,
    TOWER,
    attached,
    denying,
    document,
    load_foreign,
    naming,
    text_of,
)

REGION_DENY = attached(
    "Root",
    f"{GUARDRAIL}-3",
    document(
        {
            "Sid": "GRREGIONDENY",
            "Effect": "Deny",
            "NotAction": ["iam:*"],
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1"]}},
        }
    ),
)
LOG_ARCHIVE = attached(
    "Security",
    f"{GUARDRAIL}-4",
    document(denying("s3:DeleteBucket", Resource=["arn:aws:s3:::aws-controltower*"])),
)
REGIONS, UNIT = "control-tower-regions", "control-tower-security-unit"


def _fields(id_: str, *policies: Policy, text: str = SMALL) -> list[str]:
    return sorted(
        finding.field for finding in warnings(load_foreign(*policies, text=text)) if finding.id == id_
    )


@pytest.mark.parametrize("policies", [TOWER, (*TOWER, REGION_DENY)])
def test_denied_regions_beside_control_tower(policies: tuple[Policy, ...]) -> None:
    """Whether or not its own control for that is switched on."""
    text = naming(SMALL).replace("- control: deny_unused_regions", f"- {HERE}control: deny_unused_regions")
    assert warned(REGIONS, text, {FILE: text_of(*policies)}).fields == ["guardrails[0]"]


def test_a_document_that_denies_regions_is_found() -> None:
    """An organization that is taken over often has one, since few are a control exactly."""
    text = naming(SMALL).replace("  - control: deny_unused_regions\n", "")
    text = text.replace("- document: policies", f"- {HERE}document: policies")
    own = json.dumps(REGION_DENY.document.to_dict())
    files = {FILE: text_of(*TOWER), "policies/own.json": own}
    assert warned(REGIONS, text, files).fields == ["guardrails[3]"]


def test_its_own_denial_of_regions_is_named() -> None:
    """A reader then knows which policy to compare."""
    [finding] = [found for found in warnings(load_foreign(*TOWER, REGION_DENY)) if found.id == REGIONS]
    assert f"beside its own {GUARDRAIL}-3 at Root" in finding.problem


def test_without_control_tower_or_without_denied_regions() -> None:
    """Another team's policy is nobody's landing zone, and other guardrails deny no region."""
    other = attached("Root", "company", document(denying("s3:DeleteBucket")))
    assert _fields(REGIONS, other) == []
    assert _fields(REGIONS, *TOWER, text=SMALL.replace("  - control: deny_unused_regions\n", "")) == []


def test_what_is_attached_to_the_security_unit() -> None:
    """Each field that attaches a policy there, or to an account in it, is warned of."""
    text = SMALL.replace("at: [Security]", "at: [Security/log-archive]")
    assert _fields(UNIT, LOG_ARCHIVE) == ["guardrails[4]", "regions.overrides.Security"]
    assert _fields(UNIT, LOG_ARCHIVE, text=text) == ["guardrails[4]", "regions.overrides.Security"]
    marked = naming(SMALL).replace("- document: policies", f"- {HERE}document: policies")
    marked = marked.replace("    Security: [eu-central-1]", f"    {HERE}Security: [eu-central-1]")
    assert len(warned(UNIT, marked, {FILE: text_of(LOG_ARCHIVE)}).fields) == 2


def test_other_units_and_other_policies_of_control_tower() -> None:
    """The unit is known by the controls that protect the log archive; the root isn't in it."""
    assert _fields(UNIT, *TOWER) == []
    elsewhere = attached("Workloads", LOG_ARCHIVE.name, LOG_ARCHIVE.document.to_dict())
    assert _fields(UNIT, elsewhere) == ["guardrails[3]", "services.overrides.Workloads"]
    small = SMALL.replace("  - document: policies/own.json\n    at: [Security]\n", "").replace(
        "    Security: [eu-central-1]\n", "    Sandbox: [eu-central-1]\n"
    )
    assert _fields(UNIT, LOG_ARCHIVE, text=small) == []
