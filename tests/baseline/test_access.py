"""The section `access`: ready permission sets, and what is wrong said where it stands."""

from __future__ import annotations

import json
from importlib import import_module
from typing import get_args

import pytest

from guardrails.baseline import check_home_region
from guardrails.baseline.canonical import canonical
from guardrails.baseline.sections.access import PermissionSet
from guardrails.baseline.sections.ready_sets import READY_SETS, ReadySet
from tests.baselines import SMALL, changed, findings_in, load_small, located

SET = "    ReadOnly: {}\n"
NAME = "access.permission_sets.ReadOnly"


def _set(text: str) -> str:
    return changed((SET, f"    ReadOnly: {text}\n"))


@pytest.mark.slow
def test_ready_sets_name_policies_that_aws_has() -> None:
    """Held against the list of AWS managed policies that an emulator of AWS ships."""
    known = json.loads(import_module("moto.iam.aws_managed_policies").aws_managed_policies_data)
    paths = {f"{policy['Path']}{name}".lstrip("/") for name, policy in known.items()}
    named = {policy for ready in READY_SETS.values() for policy in ready["managed"]}
    assert named <= paths
    assert len(named) >= 9


def test_every_ready_set_can_be_named() -> None:
    """The names in the schema are the names of the library, and each is a whole permission set."""
    assert set(get_args(ReadySet)) == set(READY_SETS)
    for name, ready in READY_SETS.items():
        made = PermissionSet(like=name)
        assert made.description == ready["description"]
        assert made.managed == tuple(ready["managed"])
        assert made.session_hours == ready["session_hours"]


@pytest.mark.parametrize(
    ("name", "hours", "managed"),
    [
        ("consultant", 1, ("job-function/ViewOnlyAccess",)),
        ("break-glass", 1, ("AdministratorAccess",)),
        ("security-audit", 8, ("SecurityAudit", "job-function/ViewOnlyAccess")),
    ],
)
def test_a_ready_set_is_taken_by_its_name(name: str, hours: int, managed: tuple[str, ...]) -> None:
    """Who is a stranger, or may do everything, has a short session."""
    section = load_small(_set(f"{{ like: {name} }}")).access
    assert section is not None
    found = section.permission_sets["ReadOnly"]
    assert (found.session_hours, found.managed) == (hours, managed)


def test_what_is_written_replaces_what_is_ready() -> None:
    """Part by part."""
    section = load_small(_set("{ like: support, session_hours: 2 }")).access
    assert section is not None
    found = section.permission_sets["ReadOnly"]
    assert (found.session_hours, found.managed) == (2, ("job-function/SupportUser",))
    assert found.description == READY_SETS["support"]["description"]


def test_a_set_is_read_only_until_it_says_otherwise() -> None:
    """Its name gives it nothing, not even Administrator."""
    section = load_small(changed((SET, f"{SET}    Administrator: {{}}\n"))).access
    assert section is not None
    assert section.permission_sets["Administrator"].managed == ("ReadOnlyAccess",)


WRONG = (
    (
        "a ready set that isn't one",
        "{ like: §security-adit }",
        f'{NAME}.like: "security-adit" is not one of ',
        'did you mean "security-audit"?',
    ),
    (
        "more policies than a role takes",
        f"§{{ managed: [{', '.join('ABCDEF')}], customer_managed: [a, b, c, d, e] }}",
        f"{NAME}: has 11 managed and customer managed policies",
        "IAM attaches at most 10 to a permission set's role; join some of your own",
    ),
    (
        "the ARN of an own policy",
        '{ customer_managed: [§"arn:aws:iam::111111111111:policy/x"] }',
        f'{NAME}.customer_managed[0]: "arn:aws:iam::111111111111:policy/x" is not the name of a customer',
        "write its name of at most 128 characters, after its path of at most 512, such as platform/limits",
    ),
    (
        "a description with a dash",
        '{ description: §"Reads \u2013 no more" }',
        f'{NAME}.description: "Reads \u2013 no more" has a character that Identity Center doesn\'t take',
        "use Latin letters, and - instead of a dash",
    ),
    (
        "two boundaries",
        "{ boundary: §{ managed: PowerUserAccess, customer_managed: x } }",
        f"{NAME}.boundary: needs either `managed` or `customer_managed`",
        "name one policy",
    ),
    (
        "a session that starts elsewhere",
        '{ relay_state: §"http://example.com" }',
        f'{NAME}.relay_state: "http://example.com" is not where a console session can start',
        "write a URL of the console, such as https://eu-central-1.console.aws.amazon.com/ec2/home",
    ),
    (
        "a tag that Identity Center refuses",
        "{ tags: { owner: §the platform } }",
        f'{NAME}.tags.owner: "the platform" is not taken by a permission set\'s tag',
        "use letters, digits and any of + = , . @ - _",
    ),
)


@pytest.mark.parametrize(
    ("text", "problem", "remedy"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_what_is_wrong_is_said_where_it_stands(text: str, problem: str, remedy: str) -> None:
    """One mistake, one finding, with a remedy."""
    text, (place,) = located(_set(text))
    (finding,) = findings_in(text)
    assert problem in str(finding)
    assert str(finding).endswith(remedy)
    assert (finding.location.line, finding.location.column) == place


def test_an_attribute_says_where_it_comes_from() -> None:
    """Cost center, title, locale and the rest of what an identity store holds."""
    sources = ("${path:enterprise.costCenter}", "${path:title}", "${path:emails[primary eq true].value}")
    for source in sources:
        text = changed((SET, SET), ("  groups:\n", f'  attributes: {{ Some: "{source}" }}\n  groups:\n'))
        section = load_small(text).access
        assert section is not None
        assert section.attributes == {"Some": source}
    text, (place,) = located(
        changed(("  groups:\n", "  attributes: { CostCenter: §costCenter }\n  groups:\n"))
    )
    (finding,) = findings_in(text)
    assert finding.field == "access.attributes.CostCenter"
    assert finding.problem == '"costCenter" is not where an attribute comes from'
    assert (finding.location.line, finding.location.column) == place


def test_what_was_valid_stays_valid() -> None:
    """A section that knows nothing of all this means what it meant."""
    section = load_small(SMALL).access
    assert section is not None
    assert (section.stacks, section.attributes) == (1, {})


@pytest.mark.parametrize("name", ["Administrator", "AWSAdministrators"])
def test_a_reserved_name_is_no_new_group(name: str) -> None:
    """One that comes from the identity provider may be called so here."""
    (found,) = findings_in(changed(("    developers: {}\n", f"    developers: {{}}\n    {name}: {{}}\n")))
    assert found.field == f"access.groups.{name}"
    assert "for itself" in found.problem
    known = "{ id: 99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9 }"
    load_small(changed(("    developers: {}\n", f"    developers: {{}}\n    {name}: {known}\n")))


def test_one_group_has_one_name() -> None:
    """Under two names its assignments would be made twice, which Identity Center refuses."""
    known = "{ id: 99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9 }"
    twice = f"    one: {known}\n    developers: {{}}\n    other: {known}\n"
    (found,) = findings_in(changed(("    developers: {}\n", twice)))
    assert (found.field, found.problem) == ("access.groups.other.id", "one is the same group")


def test_assignments_are_found_by_path() -> None:
    """The positions of all that name a path, in their order."""
    text = changed(
        ("- { group: developers, at: [Workloads] }", "- { group: developers, at: [Workloads, Security] }"),
        (
            "permission_set: Developer, at: [Sandbox] }",
            "permission_set: Developer, at: [Sandbox, Security] }",
        ),
    )
    section = load_small(text).access
    assert section is not None
    assert section.assigned_at == {"Workloads": (0,), "Security": (0, 1), "Sandbox": (1,)}


STORE = "  identity_store: d-99671a2b3c\n"


def test_identity_center_may_live_in_another_region() -> None:
    """The home region where the file doesn't say, or says the same."""
    at_home = load_small()
    assert at_home.access_region == at_home.organization.home_region == "eu-central-1"
    for region, elsewhere in (("eu-west-1", "eu-west-1"), ("eu-central-1", None)):
        baseline = load_small(changed((STORE, f"{STORE}  region: {region}\n")))
        assert (baseline.access_region, baseline.organization.home_region) == (region, "eu-central-1")
        assert baseline.tree.center_region == canonical(baseline).tree.center_region == elsewhere


def test_several_regions_are_refused_with_the_reason() -> None:
    """A list isn't merely no text."""
    text, (place,) = located(changed((STORE, f"{STORE}  region: §[eu-west-1, eu-central-1]\n")))
    (finding,) = findings_in(text)
    assert finding.field == "access.region"
    assert finding.problem == "Identity Center in several regions is not supported"
    assert "remove the others" in finding.remedy
    assert (finding.location.line, finding.location.column) == place


def test_an_unknown_region_is_refused() -> None:
    """With the one that was meant."""
    (finding,) = findings_in(changed((STORE, f"{STORE}  region: eu-west-11\n")))
    assert (finding.field, finding.problem) == ("access.region", '"eu-west-11" is not an AWS region')
    assert 'did you mean "eu-west-1"?' in finding.remedy


def test_the_region_of_identity_center_must_have_its_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the home region, where none of them is made."""
    lacking = {"AWS::SSO::PermissionSet": frozenset({"eu-west-1"})}
    monkeypatch.setattr(
        check_home_region, "regions_without", lambda kind: lacking.get(kind, frozenset({"eu-north-1"}))
    )
    (finding,) = findings_in(changed((STORE, f"{STORE}  region: eu-west-1\n")))
    assert finding.field == "access"
    assert 'no AWS::SSO::PermissionSet in the region of Identity Center "eu-west-1"' in finding.problem
    assert finding.remedy == "leave access out"
