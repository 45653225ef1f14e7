"""Compiling: what is attached where, under which name, within AWS's quotas."""

from __future__ import annotations

import json

import pytest

from guardrails import aws_facts
from guardrails.baseline import Baseline, load
from guardrails.errors import InputError
from guardrails.policy import Document, Statement
from guardrails.policy.equality import same_meaning
from guardrails.policy.language.document import SCP
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compile import run as compiling
from guardrails.posture.compile.limits import Limits
from tests.baselines import EXAMPLE, OWN, SMALL, TODAY, changed, load_small, located
from tests.oracle import Request, denied
from tests.posture.trees import documents

EXPORTED = "policies/own.json"


def _small(*changes: tuple[str, str], files: dict[str, str] | None = None) -> Posture:
    return compile_posture(load_small(changed(*changes), files))


@pytest.fixture(scope="module")
def example() -> Posture:
    """What the example compiles to."""
    return compile_posture(load(EXAMPLE, today=TODAY, shown_as="baseline.yaml"))


def test_every_level_of_the_example_keeps_an_allow(example: Posture) -> None:
    """FullAWSAccess stands on every node, first and not as one of ours."""
    for node in example.organization.nodes:
        first = example.by_target[node.path][0]
        assert (first.name, first.aws_managed) == ("FullAWSAccess", True)
    assert not any(policy.aws_managed for policy in example.declared)


EXAMPLE_CASES = (
    ("a region of the default", "Workloads/Prod/shop", Request("ec2:RunInstances"), False),
    ("no region of the list", "Workloads/Prod/shop", Request("ec2:RunInstances", "us-east-1"), True),
    ("a wider override", "Infrastructure/network", Request("acm-pca:IssueCertificate", "us-east-1"), False),
    ("its sibling", "Infrastructure/shared-services", Request("ec2:RunInstances", "us-east-1"), True),
    ("a narrower override", "Sandbox/sandbox-ada", Request("s3:CreateBucket", "eu-west-1"), True),
    ("a global service", "Sandbox/sandbox-ada", Request("iam:CreateRole", "us-east-1"), False),
    ("a denied service", "Security/audit", Request("gamelift:CreateFleet"), True),
    ("a service denied in production", "Workloads/Prod/shop", Request("lightsail:CreateDisk"), True),
    ("the same in test", "Workloads/Test/shop-test", Request("lightsail:CreateDisk"), False),
    ("outside an allow list", "Sandbox/sandbox-ada", Request("ec2:RunInstances"), True),
    ("inside an allow list", "Sandbox/sandbox-ada", Request("lambda:CreateFunction"), False),
    ("leaving", "Suspended", Request("organizations:LeaveOrganization"), True),
)


@pytest.mark.parametrize(
    ("path", "request_", "expected"), [c[1:] for c in EXAMPLE_CASES], ids=[c[0] for c in EXAMPLE_CASES]
)
def test_the_example_does_what_its_comments_say(
    example: Posture, path: str, request_: Request, *, expected: bool
) -> None:
    """Who may do what, where."""
    assert denied(documents(example), path, request_) is expected


def test_a_document_of_your_own_is_attached_as_written() -> None:
    """It becomes one policy a node, word for word, and remembers its line."""
    posture = _small(("at: [Security]", "at: [Security, Sandbox]"))
    own = [policy for policy in posture.declared if policy.family == "own"]
    assert [policy.target for policy in own] == ["Security", "Sandbox"]
    assert {json.dumps(policy.document.to_dict()) for policy in own} == {OWN}
    assert {policy.intents for policy in own} == {(EXPORTED,)}


def test_policies_say_which_lines_ask_for_them() -> None:
    """A policy that two guardrails share has both as its origins."""
    text, places = located(
        changed(
            (
                "- control: deny_unused_regions",
                "- §control: deny_unused_regions\n  - §control: deny_region_opt_in",
            )
        )
    )
    shared = next(p for p in compile_posture(load_small(text)).declared if p.key == "regions-r-ex4m")
    assert [(origin.line, origin.column) for origin in shared.origins] == places
    assert shared.intents == ("deny_unused_regions", "deny_region_opt_in")


def test_renaming_a_unit_keeps_every_key() -> None:
    """A construct id is made of the key: a rename updates live policies and replaces none."""
    before, after = (
        compile_posture(load_small()),
        compile_posture(load_small(SMALL.replace("Workloads", "Work"))),
    )
    assert [policy.key for policy in before.policies] == [policy.key for policy in after.policies]
    assert {p.key: p.document for p in before.policies} == {p.key: p.document for p in after.policies}
    assert any("/Work" in policy.name for policy in after.declared)


def test_policies_come_parents_first() -> None:
    """The order is that of the tree, then of the families."""
    posture = compile_posture(load_small())
    order = [node.path for node in posture.organization.nodes]
    targets = [order.index(policy.target) for policy in posture.policies]
    assert targets == sorted(targets)


def test_the_lineage_of_an_account_is_listed_level_by_level() -> None:
    """Root, unit, unit, account: each with what is attached to it."""
    levels = compile_posture(load_small()).inherited("Workloads/Prod/shop")
    assert len(levels) == 4
    assert {policy.target for policy in levels[0]} == {"Root"}


def _exemptions(number: int) -> tuple[str, str]:
    entries = "".join(
        f"  role-{index:03}:\n    principal: arn:aws:iam::*:role/deployment/of-one-team-among-many/"
        f"{index:03}\n"
        "    owner: me\n    reason: it\n"
        for index in range(number)
    )
    return "exemptions:\n", f"exemptions:\n{entries}"


def _statements(posture: Posture) -> list[Statement]:
    return [
        statement
        for policy in posture.declared
        if policy.key.startswith("protection-r-ex4m")
        for statement in policy.document.statements
    ]


def test_what_one_policy_has_no_room_for_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Split at statements; every part fits, and together they say what one would have said."""
    posture = _small(_exemptions(60))
    parts = [policy for policy in posture.declared if policy.key.startswith("protection-r-ex4m")]
    assert [policy.key for policy in parts[:1]] == ["protection-r-ex4m"]
    assert len({policy.name for policy in parts}) == len({policy.key for policy in parts}) == 2
    assert all(aws_facts.measured_size(policy.document.to_dict()) <= 10_240 for policy in parts)
    monkeypatch.setattr(compiling, "limits_of", lambda _: {SCP: Limits(1_000_000, 10)})
    whole = _small(_exemptions(60))
    assert len([policy for policy in whole.declared if policy.key.startswith("protection")]) == 1
    one, other = (Document(tuple(_statements(some))) for some in (posture, whole))
    assert same_meaning(one, other, forever=True)


def test_the_number_of_a_part_is_no_end_of_another_name() -> None:
    """A unit may be called like the second part of another unit's policy."""
    unit = ("    Sandbox:", "    Security-2: { id: ou-ex4m-security2 }\n    Sandbox:")
    guardrail = ("    at: [Security]", "    at: [Security]\n  - control: deny_iam_users\n    at: [Security]")
    posture = _small(unit, guardrail, _exemptions(60))
    names = [policy.name for policy in posture.declared]
    assert len(set(names)) == len(names)


def test_a_statement_that_fits_no_policy_is_a_finding() -> None:
    """No split helps; the finding has the line of the guardrail, the size, the limit and a remedy."""
    text, ((line, column),) = located(
        changed(_exemptions(200), ("- control: deny_iam_users", "- §control: deny_iam_users"))
    )
    with pytest.raises(InputError) as caught:
        compile_posture(load_small(text))
    finding = next(one for one in caught.value.findings if "deny_iam_users" in one.field)
    assert (finding.location.line, finding.location.column) == (line, column)
    assert "AWS takes at most 10,240" in finding.problem
    assert finding.remedy


def _own(number: int) -> Baseline:
    entries = "".join(f"  - document: p{index}.json\n    at: [Security]\n" for index in range(number))
    text = changed(("  - document: policies/own.json\n    at: [Security]\n", entries))
    return load_small(text, {f"p{index}.json": OWN for index in range(number)})


def test_a_node_has_ten_slots_of_which_aws_takes_one() -> None:
    """Seven documents fit beside FullAWSAccess, regions and services; beside an eighth those two share."""
    families = {
        number: [policy.family for policy in compile_posture(_own(number)).by_target["Security"]]
        for number in (7, 8)
    }
    assert families[7] == ["aws", "regions", "services", *["own"] * 7]
    assert families[8] == ["aws", *["own"] * 8, "shared"]


def test_more_documents_than_slots_are_a_finding() -> None:
    """They are deployed as written, so nothing can be done but to say so."""
    with pytest.raises(InputError) as caught:
        compile_posture(_own(9))
    (finding,) = caught.value.findings
    assert finding.problem == (
        "p8.json needs 93 characters at Security in a policy of its own, and none is left of 9"
        " (10 may be attached, 1 is by others)"
    )
    assert finding.remedy.startswith("write p8.json and p0.json into one document, or ")
    assert finding.location.line > 1


def test_documents_whose_names_differ_too_little_collide() -> None:
    """policies/x.json and x.json would be one construct."""
    again = ("at: [Security]", "at: [Security]\n  - document: own.json\n    at: [Security]")
    with pytest.raises(InputError, match="would be one policy; rename one of the two files"):
        _small(again, files={"own.json": OWN})


def test_long_names_stay_distinct_and_short_enough() -> None:
    """A path may be longer than a policy's name; a hash of the whole keeps two apart."""
    long = "x" * 120
    units = "".join(
        f"    {long}{end}: {{ id: ou-ex4m-{end * 8}, accounts: {{ a: '99999999999{end}' }} }}\n"
        for end in "12"
    )
    overrides = "".join(f"    {long}{end}: [eu-west-1]\n" for end in "12")
    posture = _small(
        ("    Sandbox:", f"{units}    Sandbox:"),
        ("    Security: [eu-central-1]\n", f"    Security: [eu-central-1]\n{overrides}"),
    )
    names = [policy.name for policy in posture.declared]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= aws_facts.POLICY_NAME_LENGTH
    assert max(len(policy.description) for policy in posture.declared) <= 512


def test_an_exemption_from_one_control_exempts_from_that_one_alone() -> None:
    """Spared by the region lock, bound by the rest."""
    limited = ("reason: Restores access", "reason: Restores access\n    controls: [deny_unused_regions]")
    standing = documents(_small(limited))
    role = "arn:aws:iam::444444444441:role/break-glass"
    region = Request("ec2:RunInstances", region="us-east-1", principal=role)
    user = Request("iam:CreateUser", principal=role)
    assert not denied(standing, "Workloads/Prod/shop", region)
    assert denied(standing, "Workloads/Prod/shop", user)


def test_compiled_documents_are_values() -> None:
    """Two compilations of one baseline are equal, not merely alike."""
    loaded = load_small()
    assert compile_posture(loaded) == compile_posture(loaded)
    assert all(isinstance(policy.document, Document) for policy in compile_posture(loaded).policies)
