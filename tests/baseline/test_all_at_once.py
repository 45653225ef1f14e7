"""Everything that is wrong is said in one go, and nothing that is merely a consequence."""

from __future__ import annotations

from tests.baselines import changed, findings_in, located

TEN = changed(
    ("id: o-exampleorg1", "id: §o-1"),
    ("home_region: eu-central-1", "home_region: §eu-central-7"),
    ("allowed: [eu-central-1, eu-west-1]", "allowed: [§eu-west-9]"),
    ("denied: [gamelift, workmail]", "denied: [§gamelft, workmail]"),
    ("owner: security@example.com", "owner: security@example.com\n    expires: §2020-01-01"),
    ("control: deny_iam_users", "control: §deny_iam_usrs"),
    ("at: [Security]", "at: [§Securty]"),
    ("bucket: exampleorg1-trail", "bucket: §Exampleorg1_Trail"),
    ("subscribers: [finance@example.com]", "subscribers: §[]"),
    ("permission_set: Developer, at: [Sandbox]", "permission_set: §Develper, at: [Sandbox]"),
)


def test_ten_mistakes_are_ten_findings() -> None:
    """Mistakes of form don't hide mistakes of meaning: all ten are there, each at its place."""
    text, places = located(TEN)
    found = [(finding.location.line, finding.location.column) for finding in findings_in(text)]
    assert found == sorted(places)
    assert len(found) == 10


def test_what_follows_a_broken_list_item_keeps_its_place() -> None:
    """The item that is left out while checking moves no finding to another line or index."""
    text, places = located(
        changed(
            ("- control: deny_unused_regions", "- §at: [Root]"),
            ("control: deny_iam_users", "control: §deny_iam_usrs"),
            ("- { group: developers, at: [Workloads] }", "- §{ at: [Workloads] }"),
            ("permission_set: Developer, at: [Sandbox]", "permission_set: Developer, at: [§Sandbx]"),
        )
    )
    findings = findings_in(text)
    assert [(finding.location.line, finding.location.column) for finding in findings] == sorted(places)
    assert [finding.field for finding in findings] == [
        "guardrails[0]",
        "guardrails[3].control",
        "access.assignments[0].group",
        "access.assignments[1].at[0]",
    ]


def test_two_gaps_in_one_item_leave_its_neighbour_alone() -> None:
    """An assignment without group and place is reported twice, the next one not at all."""
    text = changed(("- { group: developers, at: [Workloads] }", "- { permission_set: ReadOnly }"))
    assert [finding.field for finding in findings_in(text)] == [
        "access.assignments[0].at",
        "access.assignments[0].group",
    ]


def test_an_unknown_key_hides_no_disagreement_beside_it() -> None:
    """A typo in a section and two values in it that don't agree are two findings."""
    text = changed(("trail:\n", "trail:\n  colour: red\n  expire_after_days: 30\n"))
    assert [finding.field for finding in findings_in(text)] == ["trail", "trail.colour"]


def test_a_mistake_is_not_reported_again_through_its_consequences() -> None:
    """An account with a wrong id is still an account that others may name."""
    text, places = located(changed(('"222222222222"', '§"2222"')))
    assert [(f.location.line, f.location.column) for f in findings_in(text)] == places


def test_a_wrong_root_id_is_not_a_mistake_of_every_unit() -> None:
    """What the units' ids are held against must itself be right."""
    text, places = located(changed(("root: r-ex4m", "root: §root-ex4m")))
    assert [(f.location.line, f.location.column) for f in findings_in(text)] == places


def test_nothing_is_left_of_a_baseline_without_an_organization() -> None:
    """Without a tree nothing else can be checked; the one gap is said."""
    (finding,) = findings_in("regions: { allowed: [eu-west-1] }")
    assert (finding.field, finding.problem) == ("organization", '"organization" is missing')
