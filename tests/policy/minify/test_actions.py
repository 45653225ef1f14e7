"""One list of actions, in as few characters as its patterns allow."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.aws_facts import actions_of
from guardrails.policy.action_set import bits_of, catalogue_actions
from guardrails.policy.language.patterns import matches
from guardrails.policy.minify.actions import shortened, tidied
from guardrails.policy.minify.cover import cheapest_cover
from guardrails.policy.minify.patterns import SEPARATORS, Wildcards
from guardrails.policy.minify.problem import Column

SERVICES = ("sts", "sqs", "account", "kms")


@cache
def _every_pattern(service: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """List every way to write an action of a service with one wildcard or none, and what it covers."""
    actions = actions_of(service)
    texts: dict[str, str] = {}
    for action in actions:
        name = action.partition(":")[2]
        cuts = range(len(name) + 1)
        for start, end in ((a, b) for a, b in product(cuts, cuts) if a <= b):
            texts.setdefault(f"{service}:{name[:start]}*{name[end:]}".lower(), "")
        texts.setdefault(action.lower(), "")
    covered = {text: frozenset(name for name in actions if matches(text, name.lower())) for text in texts}
    return tuple(covered.items())


def _length(entries: tuple[str, ...]) -> int:
    return sum(len(entry) + SEPARATORS for entry in entries)


@pytest.mark.slow
@given(st.sampled_from(SERVICES).flatmap(lambda one: st.sets(st.sampled_from(actions_of(one)), min_size=1)))
def test_no_patterns_of_the_language_are_shorter(actions: set[str]) -> None:
    """Leaving out the patterns that a shorter one replaces loses nothing against trying them all."""
    service, wanted = next(iter(actions)).partition(":")[0], sorted(actions)
    every = [
        Column(text, len(text) + SEPARATORS, sum(1 << wanted.index(name) for name in covered))
        for text, covered in _every_pattern(service)
        if covered <= actions
    ]
    best = cheapest_cover(every, (1 << len(wanted)) - 1)
    found = shortened(tuple(wanted), Wildcards.LETTERS)
    assert _length(found) == sum(column.cost for column in best)
    assert bits_of(found) & catalogue_actions() == bits_of(wanted)


def test_patterns_cover_what_begins_or_ends_alike() -> None:
    """A wildcard stands at the end, at the start or inside of a name, as it is shortest."""
    deletes = tuple(name for name in actions_of("iam") if name.startswith("iam:Delete"))
    keys = tuple(name for name in actions_of("iam") if name.endswith("Key"))
    assert shortened(deletes, Wildcards.WORDS) == ("iam:Delete*",)
    assert shortened(keys, Wildcards.WORDS) == ("iam:*Key",)
    inside = tuple(name for name in deletes if name.endswith("Policy"))
    assert shortened(inside, Wildcards.WORDS) == ("iam:Delete*Policy",)
    assert shortened(inside, Wildcards.LETTERS) == ("iam:Del*cy",)


def test_a_whole_service_is_one_pattern() -> None:
    """Nothing is shorter than the service and a wildcard."""
    assert shortened(actions_of("sts"), Wildcards.LETTERS) == ("sts:*",)


@pytest.mark.parametrize("wildcards", [Wildcards.LETTERS, Wildcards.WORDS])
@given(actions=st.sets(st.sampled_from(actions_of("iam")), max_size=60))
def test_words_are_longer_than_letters_and_whole(wildcards: Wildcards, actions: set[str]) -> None:
    """Both say the same; between words every piece begins with a capital, so nobody has to guess."""
    found = shortened(tuple(sorted(actions)), wildcards)
    assert bits_of(found) & catalogue_actions() == bits_of(actions)
    if wildcards is Wildcards.WORDS:
        endings = [entry.partition("*")[2] for entry in found if "*" in entry]
        assert all(ending == "" or not ending[0].islower() for ending in endings)
        assert _length(found) >= _length(shortened(tuple(sorted(actions)), Wildcards.LETTERS))


def test_a_list_without_new_wildcards_loses_what_its_own_cover() -> None:
    """Doubles in any spelling go, and what a written pattern always covers; the rest is spelled as by AWS."""
    given_list = ("s3:Get*", "s3:GetObject", "S3:getbucketacl", "s3:PutObject", "S3:putobject", "s3:Ge*A?l")
    assert (
        shortened(given_list, Wildcards.NONE)
        == tidied(given_list)
        == ("s3:Ge*A?l", "s3:Get*", "s3:PutObject")
    )


def test_what_is_covered_today_only_stays() -> None:
    """`s3:*Acl*` may come to cover more than `s3:*Acl` and `s3:Get*` do now."""
    kept = ("s3:*Acl", "s3:*Acl*", "s3:Get*")
    assert tidied(kept) == ("s3:*Acl*", "s3:Get*")
    assert tidied(("*:Get*", "s3:*", "s3:GetObject", "s3:ListBucket")) == ("*:Get*", "s3:*")
    assert tidied(("*", "s3:*", "kms:Decrypt")) == ("*",)


@pytest.mark.slow
@pytest.mark.parametrize("wildcards", list(Wildcards))
@pytest.mark.parametrize(
    "unknown", ["s3:NoSuchAction", "ec3:*", "ec3:RunInstances", "s3:NoSuch*", "nonsense"]
)
def test_unknown_names_stay_as_they_are(unknown: str, wildcards: Wildcards) -> None:
    """A pattern that covers an unknown name doesn't make it go, and no name makes it change."""
    for beside in ((), ("s3:*",), ("*",), actions_of("s3")):
        assert unknown in shortened((unknown, *beside), wildcards)


@pytest.mark.slow
@pytest.mark.parametrize("wildcards", [Wildcards.LETTERS, Wildcards.WORDS])
@pytest.mark.parametrize(
    "pattern", ["s3:*", "s3:Get*", "s3:*Acl", "s3:Put*Acl", "s3:*Object*", "s3:Put?bject", "*:Get*"]
)
def test_future_actions_stay_covered(pattern: str, wildcards: Wildcards) -> None:
    """A written pattern is not replaced by what it covers today."""
    invented = (
        pattern.replace("*", "Quux").replace("?", "O").replace("QuuxGet", "s3:Get").replace("Quux:", "s3:")
    )
    for beside in ((), ("s3:GetObject", "s3:DeleteObject"), actions_of("s3")[:90]):
        found = shortened((pattern, *beside), wildcards)
        assert any(matches(entry.lower(), invented.lower()) for entry in found)


def test_an_empty_list_stays_empty() -> None:
    """Nothing to say."""
    assert shortened((), Wildcards.LETTERS) == ()
