"""Exemptions that one statement can mark share their end and their conditions."""

from __future__ import annotations

from guardrails.errors import Location
from guardrails.policy.language.document import Conditions
from guardrails.posture.prove.examination.joined import Exempt, exemption_marker, groups

END = "2027-02-01T00:00:00Z"
AMONG: Conditions = (("StringEquals", "aws:PrincipalTag/team", ("rescue",)),)


def _exempt(name: str, until: str = "", among: Conditions = ()) -> Exempt:
    pattern = f"arn:aws:iam::*:role/{name}"
    return Exempt(name, pattern, Location("baseline.yaml", 1, 1), everywhere=True, until=until, among=among)


def test_only_exemptions_that_end_alike_are_marked_together() -> None:
    """One that lasts, two that end on a day, and one with a condition of its own: three groups."""
    exemptions = (_exempt("lasting"), _exempt("a", END), _exempt("b", END), _exempt("tagged", among=AMONG))
    grouped = groups(exemptions, Exempt.shared_terms)
    assert [[exemption.name for exemption in group] for group in grouped] == [
        ["lasting"],
        ["a", "b"],
        ["tagged"],
    ]


def test_a_marker_names_the_principals_until_their_end() -> None:
    """An exemption that never ends has no condition on the time."""
    named = ("ArnLike", "aws:PrincipalArn", ("arn:aws:iam::*:role/a", "arn:aws:iam::*:role/b"))
    lasting = exemption_marker((_exempt("a"), _exempt("b")))
    assert lasting.conditions == (named,)
    ending = exemption_marker((_exempt("a", END), _exempt("b", END)))
    assert ending.conditions == (named, ("DateLessThan", "aws:CurrentTime", (END,)))
    tagged = exemption_marker((_exempt("a", among=AMONG),))
    assert tagged.conditions[1:] == AMONG
