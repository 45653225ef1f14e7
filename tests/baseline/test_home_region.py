"""A home region that lacks a resource type of a section: said at the section, before synth."""

from __future__ import annotations

import re

import pytest

from guardrails.aws_facts import all_regions
from guardrails.aws_facts.resource_types import regions_without
from guardrails.baseline.check_home_region import SECTION_TYPES
from tests.baselines import REPOSITORY, changed, findings_in, load_small

HOME = "home_region: eu-central-1"
ALLOWED = "allowed: [eu-central-1, eu-west-1]"


def _at_home_in(region: str) -> str:
    allowed = f"allowed: [eu-central-1, eu-west-1, {region}]"
    archive = "    Security: [eu-central-1]", f"    Security: [eu-central-1, {region}]"
    return changed((HOME, f"home_region: {region}"), (ALLOWED, allowed), archive)


@pytest.mark.parametrize("region", ["eu-north-1", "ap-northeast-3", "eu-central-2"])
def test_budgets_need_a_home_region_that_has_them(region: str) -> None:
    """The section's line, the region and what to do about it."""
    text = _at_home_in(region)
    (finding,) = findings_in(text)
    assert finding.field == "budgets"
    assert text.splitlines()[finding.location.line - 1] == "budgets:"
    assert f'CloudFormation has no AWS::Budgets::Budget in the home region "{region}"' in finding.problem
    assert "cfn-lint 1." in finding.problem
    assert "eu-central-1" in finding.remedy
    assert "write `budgets.region: " in finding.remedy
    assert region not in finding.remedy


def _placed_in(region: str) -> str:
    return _at_home_in("eu-north-1").replace("budgets:\n", f"budgets:\n  region: {region}\n")


def test_budgets_can_stand_in_another_region() -> None:
    """What the remedy says to write is taken, and the home region stays as it is."""
    (finding,) = findings_in(_at_home_in("eu-north-1"))
    region = finding.remedy.partition("budgets.region: ")[2].partition("`")[0]
    assert region == "eu-central-1"
    baseline = load_small(_placed_in(region))
    assert (baseline.budgets_region, baseline.organization.home_region) == (region, "eu-north-1")
    assert load_small().budgets_region == "eu-central-1"


def test_the_other_region_must_have_them_too() -> None:
    """The value's line, not the section's."""
    text = _placed_in("ap-northeast-3")
    (finding,) = findings_in(text)
    assert finding.field == "budgets.region"
    assert text.splitlines()[finding.location.line - 1] == "  region: ap-northeast-3"
    assert 'no AWS::Budgets::Budget in the region of the budgets "ap-northeast-3"' in finding.problem
    assert finding.remedy.startswith(
        "write `budgets.region: ap-northeast-1`, or another region that has it: "
    )


def test_without_budgets_the_same_region_is_taken() -> None:
    """Every other section has its types everywhere."""
    budgets = "budgets:\n  subscribers: [finance@example.com]\n  limits:\n    everything: { amount: 1000 }\n"
    assert load_small(_at_home_in("eu-north-1").replace(budgets, "")).budgets is None


def test_about_half_of_the_regions_lack_budgets() -> None:
    """A region that the data doesn't know isn't refused."""
    lacking = regions_without("AWS::Budgets::Budget")
    assert len(lacking) == 18
    assert lacking < all_regions()
    assert "me-west-1" not in lacking
    assert not regions_without("AWS::S3::Bucket")


def test_the_sections_name_every_type_of_the_stacks() -> None:
    """The templates of the example and the classes in the code decide it."""
    known = {name for types in SECTION_TYPES.values() for name in types}
    used = set()
    for template in (REPOSITORY / "tests" / "snapshots" / "stacks").glob("*.json"):
        used |= set(re.findall(r'"Type": "(AWS::\w+::\w+)"', template.read_text(encoding="utf-8")))
    assert len(used) > 15
    assert used <= known
    written = {name.rpartition("::")[2] for name in known}
    for file in (REPOSITORY / "guardrails" / "stacks").rglob("*.py"):
        made = set(re.findall(r"\.Cfn(\w+)\(", file.read_text(encoding="utf-8")))
        assert made <= written, file
