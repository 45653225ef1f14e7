"""Every rule finds its trap, and nothing but its trap."""

from __future__ import annotations

import statistics
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from guardrails.stacks.rules import checks
from guardrails.stacks.rules.plugin import read
from guardrails.stacks.rules.registry import findings, rules
from tests.stacks.rules.fixtures import TEMPLATES, load

if TYPE_CHECKING:
    from guardrails.stacks.rules.engine import TemplateRule
    from tests.stacks.helpers import Assembly

ALL = list(rules().values())
ALERTS = "Properties.NotificationsWithSubscribers"
GROUP = "Properties.StackInstancesGroup.0.DeploymentTargets"
PLACES = {
    "GR-BUD-001": ("Budget", "Properties.Budget.BudgetName"),
    "GR-BUD-002": ("Budget", ALERTS),
    "GR-BUD-003": ("Budget", f"{ALERTS}.0.Subscribers"),
    "GR-BUD-004": ("Budget", f"{ALERTS}.0.Subscribers.0"),
    "GR-BUD-005": ("Budget", "Properties.Budget"),
    "GR-BUD-006": ("Budget", "Properties.Budget.Metrics"),
    "GR-CFN-001": ("", "Resources"),
    "GR-CFN-002": ("Enable", "Type"),
    "GR-CFN-003": ("", ""),
    "GR-CFN-004": ("", ""),
    "GR-EVD-001": ("LogGroup", "DeletionPolicy"),
    "GR-EVD-002": ("LogGroup", "Properties.RetentionInDays"),
    "GR-EVD-003": ("Key", "Properties.EnableKeyRotation"),
    "GR-EVD-004": ("LogGroup", "Properties.KmsKeyId"),
    "GR-ORG-001": ("OnUnit", "DependsOn"),
    "GR-ORG-002": ("Policy", "Properties.Content"),
    "GR-ORG-003": ("Policy", "Properties.Content"),
    "GR-ORG-004": ("Policy10", "Properties.TargetIds"),
    "GR-ORG-005": ("Account", "DeletionPolicy"),
    "GR-ORG-006": ("Policy", "Properties.TargetIds"),
    "GR-ORG-007": ("Policy", "Properties.Content"),
    "GR-POL-001": ("TopicPolicy", "Properties.PolicyDocument"),
    "GR-SET-001": ("StackSet", "Properties.TemplateBody"),
    "GR-SET-002": ("StackSet", GROUP),
    "GR-SET-003": ("StackSet", f"{GROUP}.Accounts"),
    "GR-SET-004": ("StackSet", "Properties.AutoDeployment.Enabled"),
    "GR-SET-005": ("StackSet", "Properties.Capabilities"),
    "GR-SET-006": ("StackSet", "Properties.StackInstancesGroup"),
    "GR-SNS-001": ("Topic", ""),
    "GR-SNS-002": ("Topic", "Properties.KmsMasterKeyId"),
    "GR-SSO-001": ("Set", "Properties.Name"),
    "GR-SSO-002": ("Set", "Properties.InlinePolicy"),
    "GR-SSO-003": ("Set", "Properties.ManagedPolicies"),
    "GR-SSO-004": ("Assignment1", "DependsOn"),
    "GR-SSO-005": ("Second", "Properties"),
    "GR-TRL-001": ("Trail", "Properties.EnableLogFileValidation"),
    "GR-TRL-002": ("Trail", "Properties.KMSKeyId"),
    "GR-TRL-003": ("Trail", "Properties.IsMultiRegionTrail"),
    "GR-TRL-004": ("Trail", "Properties.IncludeGlobalServiceEvents"),
    "GR-TRL-005": ("Trail", "Properties.IsOrganizationTrail"),
    "GR-TRL-006": ("Trail", "Properties.IsLogging"),
    "GR-TRL-007": ("BucketPolicy", "Properties.PolicyDocument"),
    "GR-TRL-008": ("BucketPolicy", "Properties.PolicyDocument"),
    "GR-TRL-009": ("Key", "Properties.KeyPolicy"),
    "GR-TRL-010": ("Rule", "Properties.EventPattern.source"),
}
"""Where the bad template of each rule breaks it: the one resource, and what of it."""


def test_every_rule_has_its_two_templates() -> None:
    """Every file of a rule is registered under an id of its own, and tried on a good and a bad template."""
    assert len(rules()) == len(list(iter_modules(checks.__path__)))
    assert set(rules()) == set(PLACES)
    assert {folder.parent.name for folder in TEMPLATES.glob("*/*.json")} == set(rules())


def test_a_rule_fits_on_a_screen() -> None:
    """Half of them have at most forty lines."""
    files = [path for path in Path(checks.__path__[0]).glob("*.py") if path.name != "__init__.py"]
    assert statistics.median(len(path.read_text().splitlines()) for path in files) <= 40


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is_and_why(rule: TemplateRule) -> None:
    """Title, reason, way out and the page that it rests on are there."""
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    source = urlsplit(rule.source)
    assert source.scheme == "https"
    assert source.netloc == "docs.aws.amazon.com" or (rule.id, source.netloc) == ("GR-BUD-006", "github.com")


@pytest.mark.parametrize("rule", rules())
def test_the_bad_template_breaks_its_rule_and_no_other(rule: str) -> None:
    """One finding, at its place."""
    found = [(one.id, (item.logical_id, item.path)) for one, item in findings(load(rule, "bad"))]
    assert found == [(rule, PLACES[rule])]


@pytest.mark.parametrize("rule", rules())
def test_the_good_template_breaks_none(rule: str) -> None:
    """It differs from the bad one in what the rule is about."""
    assert not list(findings(load(rule, "good")))


def test_the_product_keeps_its_own_rules(assembly: Assembly) -> None:
    """Nothing is found in any template of the example."""
    for name, stack in assembly.stacks.items():
        template = read(assembly.directory / f"{name}.template.json")
        assert [(rule.id, found) for rule, found in findings(template)] == [], name
        assert f"aws://{template.account}/{template.region}" == stack["environment"]
        assert template.termination_protection
