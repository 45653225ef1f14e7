"""The list `former`: what it takes, and what it refuses."""

from __future__ import annotations

import pytest

from tests.baselines import SMALL, findings_in, load_small, located

MISTAKES = (
    (
        "nothing named",
        'former: [§{ account: "222222222222" }]',
        "former[0]: names nothing to protect; add one of buckets, key_alias, key_arn, trail",
    ),
    (
        "the alias of the trail's own key",
        'former: [{ account: "222222222222", key_alias: §organization-trail }]',
        (
            "former[0].key_alias: alias/organization-trail belongs to the key of the section `trail`; "
            "tell a former key that lost its alias by `key_arn`"
        ),
    ),
    (
        "a deletion to come",
        'former: [{ account: "222222222222", trail: old, deleted: §2027-01-01 }]',
        (
            "former[0].deleted: 2027-01-01 is not over yet, and until then the entry must protect something; "
            "write the day of the deletion in AWS"
        ),
    ),
    (
        "no ARN of a key",
        'former: [{ account: "222222222222", key_arn: §alias/old }]',
        'former[0].key_arn: "alias/old" is not the ARN of a key; copy it from `aws kms describe-key`',
    ),
)


@pytest.mark.parametrize(
    ("line", "message"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES]
)
def test_a_mistake_is_explained_where_it_stands(line: str, message: str) -> None:
    """One finding, with line and column, field, problem and remedy."""
    text, [(row, column)] = located(f"{SMALL}{line}\n")
    [finding] = findings_in(text)
    assert str(finding) == f"baseline.yaml:{row}:{column} {message}"


def test_the_same_alias_in_another_region_is_another_key() -> None:
    """An alias belongs to one key in each account and region."""
    entry = '{ account: "222222222222", key_alias: organization-trail, home_region: eu-west-1 }'
    [left] = load_small(f"{SMALL}former: [{entry}]\n").former
    assert left.key_alias == "organization-trail"


def test_a_control_without_anything_to_protect_says_both_ways_out() -> None:
    """Either section will do."""
    text = SMALL.replace("trail:\n  bucket: exampleorg1-trail\n  archive_account: Security/log-archive\n", "")
    [finding] = findings_in(text)
    assert (
        finding.problem
        == "protect_trail has nothing to protect: the section `trail` or `former` is missing or empty"
    )
