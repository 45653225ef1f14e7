"""Resource control policies, from the file to where they are attached: told from service control policies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guardrails.aws_facts import measured_size, quota
from guardrails.errors import InputError
from guardrails.policy import Document, Statement
from guardrails.policy.language.document import RCP, SCP
from guardrails.posture import Policy, Posture, compile_posture
from guardrails.posture.compare import Direction, compare
from guardrails.posture.compile.limits import Limits
from guardrails.posture.interchange.form import to_json
from guardrails.posture.interchange.reading import from_json
from guardrails.posture.transition.exposures import exposures
from guardrails.posture.transition.order import refused
from tests.baselines import HERE, SMALL, findings_in, load_small, located
from tests.oracle import Request, denied_at_resource
from tests.posture.rcps import OWN_RCP, rcp_baseline, with_rcps
from tests.posture.trees import documents

STRANGER = {"aws:PrincipalOrgID": ["o-strangers01"], "aws:PrincipalIsAWSService": ["false"]}


@pytest.fixture(scope="module")
def posture() -> Posture:
    """The small baseline with policies of both types."""
    return compile_posture(rcp_baseline())


def test_each_type_has_policies_of_its_own(posture: Posture) -> None:
    """The same family at the same node becomes two policies, each with its key, name and principals."""
    named = {(one.type, one.name, one.key) for one in posture.declared if one.target in ("Root", "Workloads")}
    assert {one for one in named if one[0] == RCP} == {
        (RCP, "guardrails/rcp-data/Root-f9ad0f97", "rcp-data-r-ex4m"),
        (RCP, "guardrails/rcp-perimeter/Root-f9ad0f97", "rcp-perimeter-r-ex4m"),
        (RCP, "guardrails/rcp-data/Workloads-a5d739bc", "rcp-data-ou-ex4m-workload1"),
        (RCP, "guardrails/rcp-own/own-rcp/Workloads-a5d739bc", "rcp-own-own-rcp-ou-ex4m-workload1"),
    }
    for policy in posture.declared:
        principals = {statement.get("Principal") for statement in _statements(policy)}
        assert principals == ({"*"} if policy.type == RCP else {None})
    assert len({one.key for one in posture.policies}) == len(posture.policies)


def _statements(policy: Policy) -> list[dict[str, object]]:
    found = policy.document.to_dict()["Statement"]
    return found if isinstance(found, list) else [found]


def test_aws_attaches_its_own_to_every_node_once_the_type_is_used(posture: Posture) -> None:
    """RCPFullAWSAccess is there where there are resource control policies, and is nobody's to declare."""
    full = [one for one in posture.policies if one.name == "RCPFullAWSAccess"]
    assert [one.target for one in full] == [node.path for node in posture.organization.nodes]
    assert all(one.aws_managed and one.type == RCP for one in full)
    assert all(policies[0].name == "FullAWSAccess" for policies in posture.by_target.values())
    assert {one.type for one in compile_posture(load_small()).policies} == {SCP}


CASES = (
    ("a stranger", "s3:GetObject", "arn:aws:s3:::shut/x", STRANGER, True),
    ("a stranger at what is open", "s3:GetObject", "arn:aws:s3:::open-1/x", STRANGER, False),
    (
        "a partner of one service",
        "sqs:SendMessage",
        "*",
        {**STRANGER, "aws:PrincipalAccount": ["999999999999"]},
        True,
    ),
    ("a member", "sqs:SendMessage", "*", {"aws:PrincipalOrgID": ["o-exampleorg1"]}, False),
    (
        "another organization's repository",
        "sts:AssumeRoleWithWebIdentity",
        "*",
        {"token.actions.githubusercontent.com:sub": ["repo:their-org/x"]},
        True,
    ),
)


@pytest.mark.parametrize(
    ("action", "resource", "context", "expected"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
def test_a_second_reading_decides_the_same(
    posture: Posture, action: str, resource: str, context: dict[str, list[str]], *, expected: bool
) -> None:
    """Of the documents that AWS would get."""
    request = Request(action, resource=resource, principal="arn:aws:iam::1:role/x", context=context)
    standing = documents(posture, kind=RCP)
    assert denied_at_resource(standing, "Security/log-archive", request) is expected


def test_what_a_document_is_follows_from_its_principals_or_is_said() -> None:
    """`type` is for whoever wants to be sure: a document of the other type is then a finding."""
    entry = "  - document: policies/own-rcp.json\n    at: [Workloads]\n"
    assert with_rcps(entry + "    type: rcp\n").file.guardrails[0].type == "rcp"
    with pytest.raises(InputError, match="a service control policy has no Principal"):
        with_rcps(entry + "    type: scp\n")
    scp = {**OWN_RCP, "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}
    with pytest.raises(InputError, match="a statement of a resource control policy needs a Principal"):
        with_rcps(entry + "    type: rcp\n", scp)
    mixed = {**OWN_RCP, "Statement": [*OWN_RCP["Statement"], scp["Statement"]]}
    with pytest.raises(InputError, match="a statement of a resource control policy needs a Principal"):
        with_rcps(entry, mixed)


def test_only_a_document_has_a_type() -> None:
    """A control's type is its own."""
    text, ((line, _),) = located(
        SMALL.replace("guardrails:\n", f"guardrails:\n  - {HERE}type: rcp\n    control: deny_vpn\n")
    )
    (finding,) = findings_in(text)
    assert finding.location.line == line
    assert "has a type only with `document`" in finding.problem


def test_a_document_too_large_for_its_type_is_a_finding() -> None:
    """5,120 characters where a service control policy has 10,240."""
    large = [f"arn:aws:s3:::a-bucket-among-many-{number:04}/*" for number in range(110)]
    own = {**OWN_RCP, "Statement": [{**OWN_RCP["Statement"][0], "NotResource": large}]}
    with pytest.raises(InputError, match="a resource control policy has at most 5,120"):
        with_rcps("  - document: policies/own-rcp.json\n", own)


def test_a_full_node_is_told_with_the_room_of_the_type() -> None:
    """Four are ours at most; the finding says of how many, and what helps."""
    reserved = ("regions:\n  allowed", "  reserved_slots: { rcp_default: 5 }\nregions:\n  allowed")
    with pytest.raises(InputError) as caught:
        compile_posture(with_rcps("  - control: deny_confused_deputies\n", OWN_RCP, reserved))
    (finding,) = caught.value.findings
    assert finding.problem.endswith("can be attached any more (5 may be attached, 5 are by others)")
    narrow = ("regions:\n  allowed", "  quotas: { rcp_attached: 2 }\nregions:\n  allowed")
    shared = compile_posture(
        with_rcps(
            "  - control: deny_confused_deputies\n  - control: require_tls_by_anybody\n", OWN_RCP, narrow
        )
    )
    assert [one.name for one in shared.declared if one.type == RCP] == ["guardrails/rcp-shared/Root-f9ad0f97"]


def test_everything_fits_aws_whatever_stands_at_one_node() -> None:
    """Sizes and slots are those of the type, however long the lists of exceptions."""
    partners = ", ".join(f'"{100_000_000_000 + number}"' for number in range(200))
    standing = f"  - control: deny_outside_principals\n    parameters: {{ partners: [{partners}] }}\n"
    standing += "  - control: require_tls_by_anybody\n  - control: deny_confused_deputies\n"
    found = compile_posture(with_rcps(standing))
    ours = [one for one in found.declared if one.type == RCP]
    limits = quota(RCP)
    assert 1 < len(ours) < limits.max_attached_per_target
    assert all(measured_size(one.document.to_dict()) <= limits.max_characters for one in ours)


def test_a_posture_with_both_types_goes_through_json(posture: Posture) -> None:
    """Nothing is lost on the way to another tool and back."""
    again = from_json(to_json(posture), "posture.json")
    assert to_json(again) == to_json(posture)
    assert compare(posture, again).changes == ()


@pytest.mark.slow
def test_two_baselines_are_compared_on_the_side_of_resources(posture: Posture) -> None:
    """A partner who is let in is told with what he gains; a perimeter taken away with all that is open."""
    wider = compile_posture(with_rcps(_STANDING_WIDER))
    found = compare(posture, wider).changes
    assert {(one.scope.policy_type, one.scope.direction) for one in found} == {(RCP, Direction.WIDENED)}
    assert {one.before for one in found} == {("guardrails/rcp-perimeter/Root-f9ad0f97",)}
    assert "aws:principalaccount" in found[0].scope.conditions
    gone = compare(posture, compile_posture(with_rcps(""))).changes
    assert {one.scope.direction for one in gone} == {Direction.WIDENED}
    assert compare(compile_posture(with_rcps("")), posture).directions() == {Direction.NARROWED}


_STANDING_WIDER = """\
  - control: deny_outside_principals
    parameters:
      partners_of: { s3: ["999999999999"], sqs: ["888888888888"] }
      public: ["arn:aws:s3:::open-*/*"]
  - control: deny_confused_deputies
  - control: require_tls_by_anybody
  - control: limit_web_identities
    parameters: { issuers: { token.actions.githubusercontent.com: ["repo:our-org/*"] }, others: false }
  - control: deny_customer_provided_keys_by_anybody
    at: [Workloads]
  - document: policies/own-rcp.json
    at: [Workloads]
"""


def _policy(kind: str, family: str, target: str, *actions: str) -> Policy:
    document = Document((Statement("Deny", "Deny", actions, principal="*" if kind == RCP else ""),))
    return Policy(
        f"{kind}-{family}-{target}", f"{kind}/{family}/{target}", kind, family, target, "", document
    )


def test_one_type_closes_no_gap_of_the_other(posture: Posture) -> None:
    """A denial that moves up is open in between, whatever a policy of the other type denies meanwhile."""
    tree = posture.organization
    low = _policy(SCP, "data", "Workloads", "s3:GetObject", "s3:PutObject")
    lower = replace(low, document=_policy(SCP, "data", "Workloads", "s3:PutObject").document)
    high = _policy(SCP, "data", "Root", "s3:GetObject")
    of_resources = _policy(RCP, "data", "Workloads", "s3:GetObject")
    before, after = Posture(tree, (low, of_resources)), Posture(tree, (lower, of_resources, high))
    assert len(exposures(before, after)) == 1
    other = replace(high, type=RCP)
    assert exposures(before, Posture(tree, (lower, of_resources, other))) == ()


def test_the_room_on_the_way_is_that_of_the_type(posture: Posture) -> None:
    """Policies of the other type on the same node take no slot."""
    tree = posture.organization
    scps = tuple(_policy(SCP, f"f{number}", "Workloads", "s3:GetObject") for number in range(8))
    before = Posture(tree, scps)
    after = Posture(tree, (*scps, _policy(RCP, "data", "Workloads", "s3:GetObject")))
    limits = {SCP: Limits(10_240, 9), RCP: Limits(5_120, 2, type=RCP)}
    assert refused(before, after, limits) == ()
    (finding,) = refused(before, after, {**limits, RCP: Limits(5_120, 1, type=RCP)})
    assert finding.problem.startswith("Workloads carries 1 policies")


PARTNER = """\
exemptions:
  partner:
    principal: arn:aws:iam::999999999999:role/reader
    owner: me
    reason: it reads our data
    controls: [deny_outside_principals]
"""


def test_a_stranger_is_exempted_by_his_account_from_what_binds_strangers() -> None:
    """One role of a partner, and nobody else there; from other controls he can't be exempted."""
    found = compile_posture(
        with_rcps("  - control: deny_outside_principals\n", OWN_RCP, ("exemptions:\n", PARTNER))
    )
    standing = documents(found, kind=RCP)
    for role, expected in (("reader", False), ("writer", True)):
        who = f"arn:aws:iam::999999999999:role/{role}"
        request = Request("s3:GetObject", principal=who, context=STRANGER)
        assert denied_at_resource(standing, "Workloads/Prod/shop", request) is expected
    for controls in ("deny_outside_principals, deny_iam_users", "deny_iam_users"):
        entry = PARTNER.replace("deny_outside_principals", controls)
        with pytest.raises(InputError, match="999999999999 is not an account of the organization"):
            with_rcps("", OWN_RCP, ("exemptions:\n", entry))


def test_an_exemption_from_a_control_that_exempts_nobody_is_a_finding() -> None:
    """A service of AWS has no ARN, so nobody could mean it."""
    entry = PARTNER.replace("deny_outside_principals", "deny_confused_deputies")
    with pytest.raises(InputError, match="deny_confused_deputies exempts nobody"):
        with_rcps("", OWN_RCP, ("exemptions:\n", entry))
