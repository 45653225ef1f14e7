"""Names that the catalogue lacks: one for each choice among the patterns that cover no listed action."""

from __future__ import annotations

from guardrails.policy import action_set
from guardrails.policy.unlisted import names_unlisted, stand_in, unlisted


def test_what_the_catalogue_has_is_left_out() -> None:
    """A listed action stands for itself, also by a pattern, and a whole service for its future actions."""
    assert unlisted([("s3:Get*", "s3:PutObject", "iam:*", "*")]) == ()
    assert not names_unlisted(("s3:Get*",))


def test_literal_names_are_told_as_written() -> None:
    """Another spelling of the same name is the same action."""
    assert unlisted([("S3:FutureCall",), ("s3:FutureCall",)]) == ("s3:FutureCall",)


def test_patterns_of_a_new_service_are_told_apart_where_they_meet() -> None:
    """Neither, one, the other or both: each choice that some name has is there once."""
    names = unlisted([("newservice:Create*", "newservice:*Bucket"), ("newservice:*",)])
    choices = {(name.startswith("newservice:create"), name.endswith("bucket")) for name in names}
    assert len(names) == 4
    assert choices == {(False, False), (False, True), (True, False), (True, True)}


def test_a_wildcard_in_the_service_names_no_service() -> None:
    """Such a pattern is refused elsewhere, and stands for nothing here."""
    assert unlisted([("new*:Call",)]) == ()


def test_the_stand_in_is_what_aws_may_add_to_the_service() -> None:
    """Of a known service it belongs to that, of a new one to the services that AWS will launch."""
    assert action_set.patterns(stand_in("s3:FutureCall")) == ("s3:(a future action)",)
    assert list(action_set.by_service(stand_in("newservice:Call"))) == ["(new services)"]
