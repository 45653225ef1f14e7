"""What changes for whom, as a reviewer reads it: few lines, and nothing that is not so."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from guardrails.baseline import load
from guardrails.baseline.resolve import edited
from guardrails.changes import SectionChanges
from guardrails.organization import Organization
from guardrails.policy import action_set
from guardrails.policy.language.document import SCP
from guardrails.policy.unlisted import stand_in
from guardrails.posture import compile_posture
from guardrails.posture.compare import Change, Comparison, Direction, compare, owners_of
from guardrails.posture.compare.model import Scope
from guardrails.posture.prove.report import Witness
from guardrails.report import changes as told
from guardrails.report import comparison as rendered
from guardrails.report.comparison_json import as_json
from guardrails.report.fitting import MOST, fitted
from tests.baselines import EXAMPLE, TODAY, load_small

SCOPE = Scope(Direction.WIDENED, SCP, ("eu-north-1",), (), None, (), ())
SHOP, LEGACY = "Workloads/Prod/shop", "legacy"


@cache
def _wider() -> Comparison:
    """One more region in the example: what the most usual pull request changes."""
    baseline = load(EXAMPLE, today=TODAY)
    allowed = (*baseline.regions.allowed, "eu-north-1")
    wider = edited(baseline, regions=baseline.regions.model_copy(update={"allowed": allowed}))
    return compare(compile_posture(baseline), compile_posture(wider), owners=owners_of(baseline))


@cache
def _tree() -> Organization:
    return load_small().tree


def _change(actions: str, accounts: tuple[str, ...] = (SHOP,), keys: tuple[str, ...] = ()) -> Change:
    witness = Witness(accounts[0], actions.split(maxsplit=1)[0], "arn:aws:iam::444444444441:role/anybody")
    scope = replace(SCOPE, conditions=keys)
    return Change(scope, accounts, (), action_set.bits_of(actions.split()), (), (), witness)


@pytest.mark.slow
def test_one_more_region_is_told_in_few_lines() -> None:
    """One a group of principals, whatever conditions the other guardrails set."""
    found = _wider()
    stories = told.stories(found.changes)
    principals = {(one.scope.principals, one.scope.but_principals) for one in found.changes}
    # Five in most accounts; the archive account has one more exempt principal, the deployment's role.
    assert len(stories) == len(principals) <= 6
    assert len(found.changes) > 5 * len(stories)
    lines = list(rendered.text(found, SectionChanges()))
    assert sum("for instance" in line for line in lines) == 1
    bullets = [line for line in rendered.markdown(found, SectionChanges()) if line.startswith("- ")]
    assert len(bullets) == 1
    first, _, rest = bullets[0].partition(", up to ")[0].partition("Everyone but ")
    assert first == "- `deny_unused_regions`: "
    assert {"`role/AWSControlTowerExecution`", "`role/break-glass`"} <= set(
        rest.partition(": ")[0].split(", ")
    )
    assert f"and {len(stories) - 1} variants of it: " in bullets[0]


@pytest.mark.slow
def test_nothing_gets_lost_in_a_story() -> None:
    """Each change is in exactly one, on its side of what is sure and what hangs on something."""
    found = _wider()
    stories = told.stories(found.changes)
    assert Counter(found.changes) == Counter(one for story in stories for one in story.changes)
    for story in stories:
        assert not any(one.scope.conditions for one in story.sure)
        assert all(one.scope.conditions for one in story.in_part)


def test_details_tell_every_change() -> None:
    """And without them it is said how many were left out."""
    found = _wider()
    brief, full = (
        list(rendered.text(found, SectionChanges())),
        list(rendered.text(found, SectionChanges(), details=True)),
    )
    shown = sum("for instance" in line for line in brief)
    assert sum("for instance" in line for line in full) == len(found.changes)
    assert any(f"{len(found.changes) - shown} changes" in line and "--details" in line for line in brief)
    assert not any("--details" in line for line in full)
    rows = [
        line
        for line in rendered.markdown(found, SectionChanges())
        if line.startswith("| ") and "who and where" not in line
    ]
    assert len(rows) == len(found.changes)


def test_what_hangs_on_something_is_told_apart() -> None:
    """Not added to what is sure."""
    (story,) = told.stories(
        [_change("s3:GetObject"), _change("sqs:SendMessage", keys=("aws:SecureTransport",))]
    )
    assert told.sentence(story, _tree()) == (
        "Everyone: s3:GetObject, in eu-north-1, in 1 account: Workloads/Prod/shop"
    )
    assert told.remainder(story) == "and, in part, sqs:SendMessage, depending on aws:SecureTransport"


def test_where_nothing_is_sure_the_condition_is_in_the_sentence() -> None:
    """And there is no remainder."""
    (story,) = told.stories([_change("sqs:SendMessage", keys=("aws:SecureTransport",))])
    assert ", in eu-north-1, depending on aws:SecureTransport, in 1 account" in told.sentence(story, _tree())
    assert told.remainder(story) == ""


def test_a_number_that_is_not_every_accounts_is_the_most() -> None:
    """Where accounts lose or gain different actions, the union of them is nobody's."""
    many, few = "s3:*", "s3:Get*"
    (alike,) = told.stories([_change(many, (SHOP, LEGACY))])
    assert ": 1" in told.sentence(alike, _tree())
    (differing,) = told.stories([_change(many), _change(few, (LEGACY,))])
    assert ": up to 1" in told.sentence(differing, _tree())
    (parts,) = told.stories([_change(many, (SHOP, LEGACY), ("a:b",)), _change(few, (SHOP, LEGACY), ("c:d",))])
    assert "up to" not in told.sentence(parts, _tree())


@pytest.mark.slow
def test_markdown_is_never_too_long_and_counts_what_it_folds_away() -> None:
    """Rows of tables go first, then items, each counted; what is short stays as it is."""
    found = _wider()
    changes = tuple(
        replace(
            change, scope=replace(change.scope, conditions=(f"k:{number}",)), intents=(f"control_{number}",)
        )
        for number in range(400)
        for change in found.changes[:2]
    )
    names = tuple(f"Workloads/account-{number}" for number in range(10_000))
    many = replace(found, changes=changes, joined=names, departing=names)
    whole = list(rendered._markdown(many, SectionChanges()))
    lines = list(rendered.markdown(many, SectionChanges()))
    assert sum(len(line) + 1 for line in whole) > MOST >= sum(len(line) + 1 for line in lines)
    kept = sum(line.startswith("| ") for line in lines)
    missing = sum(line.startswith("| ") for line in whole) - kept
    assert missing > 0
    assert lines[-1].startswith(f"Folded away, to stay within 60,000 characters: {missing:,} rows.")
    assert any("and 9,980 more" in line for line in lines)
    entries = [f"- {number} {'x' * 90}" for number in range(10)]
    cut = list(fitted([*entries, "| a | b |", "|---|---|", "| row | 1 |"], most=900))
    assert cut[-1].startswith("Folded away, to stay within 900 characters: 1 row and 3 items.")
    assert cut[:7] == entries[:7]
    assert "| a | b |" in cut
    assert list(fitted(entries)) == entries


def test_two_organizations_without_a_common_account_are_told_so() -> None:
    """Nothing was compared, which isn't that nothing changes."""
    found = replace(_wider(), changes=(), accounts=0, joined=(SHOP,))
    assert rendered.headline(found, SectionChanges()) == rendered.DISJOINT
    assert not as_json(found, SectionChanges())["same_effect"]


def test_of_many_keys_some_are_named() -> None:
    """A line with a dozen keys is not read; one more than can be told isn't folded away."""
    names = [f"k:{number}" for number in range(told.FEW + 2)]
    assert told.depending([_change("s3:*", keys=tuple(names[:-1]))]).endswith("k:4, k:5")
    assert told.depending([_change("s3:*", keys=tuple(names))]).endswith("k:4 and 2 other keys")


def test_what_only_aws_will_add_is_said_without_a_count() -> None:
    """Of actions that the catalogue lacks nobody knows how many there will be."""
    assert told.actions_text(stand_in("s3:FutureCall")) == "what AWS will add to s3"
    assert told.actions_text(stand_in("newservice:Call")) == "what AWS will add to new services"
