"""Every rule finds its trap, and leaves alone what is nearest to it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from guardrails.policy.lint import check_policy, rules
from tests.policy.lint.cases import CASES, Case

pytestmark = pytest.mark.slow
NAMES = [f"{case.rule}-{number}" for number, case in enumerate(CASES)]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_bad_document_breaks_the_rule_where_it_should(case: Case) -> None:
    """The finding names the field and says what is wrong with it."""
    found = [one.finding for one in check_policy(case.bad, "bad.json").issues if one.rule.id == case.rule]
    assert [(one.field, case.problem in one.problem) for one in found] == [(case.field, True)]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_good_document_keeps_the_rule(case: Case) -> None:
    """What looks much like the trap and is none."""
    assert case.rule not in {one.rule.id for one in check_policy(case.good, "good.json").issues}


def test_every_rule_has_a_case() -> None:
    """A rule without one may find nothing, or everything."""
    assert {case.rule for case in CASES} == set(rules())


def test_rules_explain_themselves_from_a_page_of_aws() -> None:
    """Each has its own title, says why and what to do, and rests on documentation."""
    found = list(rules().values())
    assert len({rule.title for rule in found}) == len(found)
    for rule in found:
        assert urlsplit(rule.source).hostname == "docs.aws.amazon.com", rule.id
        assert rule.why.endswith("."), rule.id
        assert rule.fix.endswith("."), rule.id
