"""What CloudFormation's schemas refuse in a template is refused in the baseline, with line and remedy."""

from __future__ import annotations

import pytest

from tests.baselines import changed, findings_in, load_small, located

TAGS = ", ".join(f"k{number}: v" for number in range(50))
BUDGET = ("{ amount: 1000 }", "{ amount: 1000, actual: [§0.05] }")
CASES = (
    ("a threshold of almost nothing", BUDGET, "AWS Budgets takes at least 0.1 per cent of a budget's amount"),
    (
        "a description with a bell in it",
        ("    developers: {}\n", '    developers: { description: §"a\\u0007" }\n'),
        "the character U+0007 in it is not taken by IAM Identity Center; remove it",
    ),
    (
        "a group's name with a line separator in it",
        ("    developers: {}\n", '    developers: {}\n    §"a\\u2028b": {}\n'),
        "the character U+2028 in it is not taken by IAM Identity Center; remove it",
    ),
    (
        "a customer managed policy with an endless path",
        ("ReadOnly: {}", f"ReadOnly: {{ customer_managed: [§{'a/' * 256}b] }}"),
        "after its path of at most 512",
    ),
    (
        "a managed policy of the audit role twice",
        (
            "tags: {",
            "accounts: { audit_role: { trusted_account: Security/log-archive, policies: [A, §A] } }\ntags: {",
        ),
        '"A" stands in the list twice; keep one of the two',
    ),
    (
        "more tags than a resource takes",
        ("tags: { cost-center: platform }", f"tags: §{{ cost-center: platform, {TAGS} }}"),
        "has 51 entries: AWS takes at most 50 tags on one resource",
    ),
    (
        "more tags than a permission set takes beside the baseline's",
        ("ReadOnly: {}", f"ReadOnly: {{ §tags: {{ {TAGS} }} }}"),
        "has 51 tags with those of the baseline: AWS takes at most 50 on one resource; remove some",
    ),
)


@pytest.mark.parametrize(("change", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_a_template_may_not_hold_is_refused_in_the_baseline(change: tuple[str, str], said: str) -> None:
    """One finding, where it stands."""
    text, (place,) = located(changed(change))
    (finding,) = findings_in(text)
    assert (finding.location.line, finding.location.column) == place
    assert said in str(finding)


@pytest.mark.parametrize(
    "change",
    [
        ("{ amount: 1000 }", "{ amount: 1000, actual: [0.1] }"),
        ("    developers: {}\n", '    developers: { description: "Größe, ok\\u3000✓" }\n'),
        ("ReadOnly: {}", f"ReadOnly: {{ customer_managed: [{'a/' * 255}b] }}"),
        ("tags: { cost-center: platform }", f"tags: {{ {TAGS} }}"),
    ],
)
def test_what_just_fits_is_taken(change: tuple[str, str]) -> None:
    """The limit itself is allowed."""
    assert load_small(changed(change))
