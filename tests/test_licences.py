"""Every package's licence is known and permissive, and the bill of materials is one."""

from __future__ import annotations

import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scripts import licences, sbom
from scripts.locked import locked, locked_by_npm
from tests.baselines import REPOSITORY
from tests.committed import assert_fresh

pytestmark = pytest.mark.slow
KNOWN = licences.licences()


def test_the_page_is_fresh() -> None:
    """It names the packages that the lock files pin."""
    assert_fresh(licences.PAGE, licences.page(), "make sbom")


@pytest.mark.parametrize(("name", "licence"), KNOWN.items(), ids=KNOWN)
def test_a_licence_is_permissive(name: str, licence: str) -> None:
    """Replace a package that isn't, or say in EXCEPTIONS why it may stay."""
    assert not licences.refused(name, licence)


def test_npms_licences_are_permissive() -> None:
    """The CDK CLI is all that npm installs."""
    for package in locked_by_npm(REPOSITORY / "package-lock.json"):
        assert package.licence in licences.PERMISSIVE


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("MIT", False),
        ("MIT OR GPL-3.0-only", False),
        ("(Apache-2.0 OR BSD-3-Clause)", False),
        ("Apache-2.0 AND CNRI-Python", False),
        ("Apache-2.0 AND GPL-2.0-only", True),
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("MPL-2.0", True),
    ],
)
def test_other_licences_are_refused(licence: str, *, refused: bool) -> None:
    """One of several alternatives has to be free; of what is bound together, all."""
    assert licences.refused("anything", licence) is refused


def test_no_exception_is_in_vain_or_holds_credentials() -> None:
    """What isn't permissive is for tests and linters alone."""
    deploy = {package.name for package in locked(REPOSITORY / "requirements.txt")}
    for name in licences.EXCEPTIONS:
        assert KNOWN[name] not in licences.PERMISSIVE
        assert name not in deploy
    assert set(licences.STATED) <= set(KNOWN)


def test_the_bill_of_materials_is_valid() -> None:
    """By the schema of CycloneDX 1.6, whose strict form knows no other fields."""
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(sbom.text()) is None


def test_the_bill_of_materials_names_every_locked_package() -> None:
    """With its hashes, and whether it runs with credentials."""
    bill = json.loads(sbom.text())
    components = {component["purl"]: component for component in bill["components"]}
    packages = locked(REPOSITORY / "requirements-dev.txt")
    nodes = locked_by_npm(REPOSITORY / "package-lock.json")
    assert len(components) == len(packages) + len(nodes)
    assert components["pkg:npm/aws-cdk@2.1148.1"]["hashes"][0]["alg"] == "SHA-512"
    deploy = {(package.name, package.version) for package in locked(REPOSITORY / "requirements.txt")}
    required = sum(component["scope"] == "required" for component in components.values())
    assert required == len(deploy) + len(nodes)
    assert all(component["hashes"] and component["licenses"] for component in components.values())


def test_the_bill_of_materials_says_what_needs_what() -> None:
    """Every reference leads somewhere, and what the requirements name hangs on the project itself."""
    bill = json.loads(sbom.text())
    tree = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    assert {ref for refs in tree.values() for ref in refs} <= set(tree)
    assert any(ref.startswith("pkg:pypi/boto3@") for ref in tree["guardrails"])
    [boto] = [ref for ref in tree if ref.startswith("pkg:pypi/boto3@")]
    assert any(ref.startswith("pkg:pypi/botocore@") for ref in tree[boto])
    assert not any(ref.startswith("pkg:pypi/botocore@") for ref in tree["guardrails"])


def test_the_bill_of_materials_is_the_same_everywhere() -> None:
    """No day, no machine, no registry; the serial number follows from the content."""
    assert sbom.text() == sbom.text()
    assert "timestamp" not in sbom.text()
    assert not re.search(r"https?://|/tmp/|/home/", sbom.text())
