"""Cells stand for every request: what random requests meet is in some class, and each class is really met."""

from __future__ import annotations

import pytest

from guardrails.policy import Document, Statement, action_set
from guardrails.policy.cases.case import read_request
from guardrails.policy.language.document import RCP, SCP, Conditions
from guardrails.policy.language.principals import grammars
from guardrails.policy.language.read import read_document
from guardrails.policy.language.request import Request
from guardrails.policy.language.rules import Rule, rules_of
from guardrails.policy.space.bindable import UNDENIABLE, deniable
from guardrails.policy.space.classes import RESOURCE
from guardrails.policy.space.parties import OrgPath, fixed_by, space_of
from guardrails.policy.space.space import Space
from guardrails.policy.space.values import PRINCIPAL_ARN, REGION
from tests.policy.differential.generator import case
from tests.policy.differential.requests import HOME

SEED, COUNT = 20261126, 600
FIXED = ("aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principalisawsservice")


def _rules(documents: list[Document]) -> list[Rule]:
    return [rule for document in documents for rule in rules_of(document)]


def _space(rules: list[Rule], request: Request) -> Space:
    return Space(rules, grammars(HOME), {key: request.context.get(key, ()) for key in FIXED})


def _met(rules: list[Rule], request: Request) -> tuple[int, int]:
    """Return which rules apply to a request, and which may, by trying each."""
    certain = possible = 0
    for index, rule in enumerate(rules):
        if rule.covers_action(request.action):
            applies = rule.applies(request)
            certain |= (applies is True) << index
            possible |= (applies is not False) << index
    return certain, possible


def _comparable(rules: list[Rule], request: Request) -> bool:
    """Leave out what can't be: somebody else's principal, several values of a key that has one."""
    principal = request.context["aws:principalarn"][0]
    several = {key for key, values in request.context.items() if len(values) > 1} - set(FIXED)
    alone = {
        one.key for rule in rules for one in rule.conditions if one.operator and not one.operator.quantifier
    }
    named = {key for rule in rules for key in rule.keys} & {"aws:username"}
    return f"::{HOME}:" in principal and not several & alone and not named


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_every_request_is_in_a_cell(part: int) -> None:
    """What applies to a random request is what some class of its action says, up to what nobody can say."""
    seen = undecided = 0
    for index in range(part, COUNT, 6):
        built = case(SEED, index)
        built["request"]["context"].setdefault("aws:RequestedRegion", "eu-west-1")
        rules = _rules([read_document(one) for level in built["layers"] for one in level])
        request = read_request(built)
        if not _comparable(rules, request) or request.action in map(str.lower, UNDENIABLE):
            continue
        space = _space(rules, request)
        certain, possible = _met(rules, request)
        action = action_set.bits(request.action)
        equivalence_classes = [
            equivalence_class
            for equivalence_class in space.equivalence_classes()
            if equivalence_class.actions & action
        ]
        hard = ~sum(1 << bit for bit in space.reasons)
        undecided += bool(space.reasons)
        assert any(
            not (equivalence_class.certain ^ certain) & hard
            and not (equivalence_class.possible ^ possible) & hard
            and not equivalence_class.certain & ~certain
            and not possible & ~equivalence_class.possible
            for equivalence_class in equivalence_classes
        ), (built["name"], space.reasons)
        seen += 1
    assert seen > COUNT // 12
    assert undecided < seen // 2


@pytest.mark.slow
def test_every_cell_is_met() -> None:
    """The request that stands for a class meets exactly the rules that the class says."""
    for index in range(0, COUNT, 4):
        built = case(SEED, index)
        rules = _rules([read_document(one) for level in built["layers"] for one in level])
        space = _space(rules, read_request(built))
        covered = 0
        for equivalence_class in space.equivalence_classes():
            met = space.applying(equivalence_class, {})
            assert not equivalence_class.certain & ~met, built["name"]
            assert not met & ~equivalence_class.possible, built["name"]
            covered |= equivalence_class.actions
        assert covered == action_set.universe() & ~action_set.bits_of(UNDENIABLE)


ORG_PATH = OrgPath("111111111111", "o-exampleorg1", ("r-ex4m", "ou-ex4m-workload1"))
MFA: Conditions = (("Bool", "aws:MultiFactorAuthPresent", ("false",)),)


def _classes_of_requests(policy_type: str, *statements: Statement) -> Space:
    return space_of(policy_type, _rules([Document(statements)]), ORG_PATH)


def test_what_the_account_determines_is_no_dimension() -> None:
    """A statement about another organization never applies, one about this one always does."""
    ours = (("StringEquals", "aws:PrincipalOrgID", ("o-exampleorg1",)),)
    theirs = (("StringNotEquals", "aws:PrincipalOrgID", ("o-exampleorg1",)),)
    equivalence_classes = list(
        _classes_of_requests(
            SCP,
            Statement("", "Deny", ("s3:*",), conditions=ours),
            Statement("", "Deny", ("s3:*",), conditions=theirs),
        ).equivalence_classes()
    )
    assert {equivalence_class.certain for equivalence_class in equivalence_classes} == {0, 0b01}


def test_an_account_is_told_by_its_place() -> None:
    """The path of the units above an account decides conditions on it."""
    here = (("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", ("o-exampleorg1/*/ou-ex4m-workload1/*",)),)
    equivalence_classes = list(
        _classes_of_requests(SCP, Statement("", "Deny", ("s3:*",), conditions=here)).equivalence_classes()
    )
    assert {equivalence_class.certain for equivalence_class in equivalence_classes} == {0, 1}


def test_actions_without_resources_escape_a_denial_of_named_ones() -> None:
    """AWS asks for such an action on every resource at once, which no ARN covers."""
    space = _classes_of_requests(SCP, Statement("", "Deny", ("s3:*",), resources=("arn:aws:s3:::logs",)))
    denied = 0
    for equivalence_class in space.equivalence_classes():
        denied |= equivalence_class.actions if equivalence_class.certain else 0
    assert denied & action_set.bits("s3:DeleteBucket")
    assert not denied & action_set.bits("s3:ListAllMyBuckets")


def test_resource_policies_bind_their_services_alone_and_everybody() -> None:
    """An RCP binds s3 and not ec2, never kms:RetireGrant, and principals of other organizations."""
    outsiders = (("StringNotEqualsIfExists", "aws:PrincipalOrgID", ("o-exampleorg1",)),)
    space = _classes_of_requests(RCP, Statement("", "Deny", ("*",), conditions=outsiders))
    equivalence_classes = [
        equivalence_class for equivalence_class in space.equivalence_classes() if equivalence_class.certain
    ]
    assert equivalence_classes
    bound = equivalence_classes[0].actions
    assert bound & action_set.bits("s3:GetObject")
    assert not bound & action_set.bits("ec2:RunInstances")
    assert not bound & action_set.bits("kms:RetireGrant")
    assert {equivalence_class.value("aws:principalorgid") for equivalence_class in equivalence_classes} >= {
        ()
    }


def test_values_that_are_alike_are_one() -> None:
    """All regions that a lock denies stand together, so that a reader sees them together."""
    lock = (("StringNotEquals", "aws:RequestedRegion", ("eu-west-1", "eu-central-1")),)
    space = _classes_of_requests(SCP, Statement("", "Deny", ("ec2:*",), conditions=lock))
    found = {
        equivalence_class.certain: {
            value for name, values in equivalence_class.assignment if name == REGION for (value,) in values
        }
        for equivalence_class in space.equivalence_classes()
        if equivalence_class.actions & action_set.bits("ec2:RunInstances")
    }
    assert found[0] == {"eu-west-1", "eu-central-1"}
    assert "us-east-1" in found[1]


def test_kept_dimensions_are_told_apart() -> None:
    """Where a condition makes no difference, its values are told apart all the same if somebody asks."""
    exempt: Conditions = (("ArnNotLike", "aws:PrincipalArn", ("arn:aws:iam::*:role/break-glass",)),)
    space = _classes_of_requests(
        SCP,
        Statement("", "Deny", ("ec2:*",), conditions=MFA),
        Statement("", "Deny", ("s3:*",), conditions=exempt),
    )
    principals = {
        equivalence_class.value(PRINCIPAL_ARN)
        for equivalence_class in space.equivalence_classes(frozenset({PRINCIPAL_ARN}))
    }
    assert len(principals) >= 2
    assert all(equivalence_class.value(RESOURCE) is None for equivalence_class in space.equivalence_classes())


def test_what_finitely_many_cells_cannot_decide_is_said() -> None:
    """A variable that the request fills in leaves its statement open, never decided."""
    own = (("StringEquals", "ec2:ResourceTag/owner", ("${aws:PrincipalTag/owner}",)),)
    space = _classes_of_requests(SCP, Statement("", "Deny", ("ec2:*",), conditions=own))
    assert "aws:principaltag/owner" in space.reasons[0]
    assert {
        (equivalence_class.certain, equivalence_class.possible)
        for equivalence_class in space.equivalence_classes()
    } == {(0, 0), (0, 1)}


@pytest.mark.slow
def test_groups_of_some_rules_leave_the_others_out() -> None:
    """All groups have every action that can be denied, once; those of a rule have what it speaks of."""
    space = _classes_of_requests(SCP, Statement("", "Deny", ("s3:*",)), Statement("", "Deny", ("ec2:*",)))
    groups = list(space.groups())
    assert sum(group.actions for group in groups) == deniable()
    assert any(not group.rules for group in groups)
    [of_first] = space.groups(0b01)
    assert of_first.actions == action_set.bits("s3:*")


def test_an_action_that_only_another_rule_knows_is_left_out() -> None:
    """Groups of the first rule have no action that the second one alone names."""
    space = _classes_of_requests(
        SCP, Statement("", "Deny", ("s3:*",)), Statement("", "Deny", ("newservice:Drop*",))
    )
    assert any(group.unlisted for group in space.groups(0b10))
    assert not any(group.unlisted for group in space.groups(0b01))


def test_what_needs_no_permission_is_in_no_cell() -> None:
    """A denial of everything doesn't deny it."""
    actions = 0
    for equivalence_class in _classes_of_requests(SCP, Statement("", "Deny", ("*",))).equivalence_classes():
        actions |= equivalence_class.actions
    assert actions & action_set.bits("sts:GetFederationToken")
    for action in UNDENIABLE:
        assert not actions & action_set.bits(action), action
    assert set(UNDENIABLE) == {"sts:GetCallerIdentity", "sts:GetSessionToken"}


@pytest.mark.parametrize(("policy_type", "party"), [(SCP, "principal"), (RCP, "resource")])
def test_an_account_fixes_the_keys_of_its_own_side(policy_type: str, party: str) -> None:
    """SCPs bind the account's principals, RCPs its resources."""
    fixed = fixed_by(policy_type, ORG_PATH)
    assert fixed[f"aws:{party}account"] == ("111111111111",)
    assert fixed[f"aws:{party}orgid"] == ("o-exampleorg1",)
    assert fixed[f"aws:{party}orgpaths"] == ("o-exampleorg1/r-ex4m/ou-ex4m-workload1/",)
    other = {SCP: "resource", RCP: "principal"}[policy_type]
    assert not [key for key in fixed if key.startswith(f"aws:{other}org") or key == f"aws:{other}account"]


@pytest.mark.slow
def test_too_many_combinations_are_given_up_not_tried() -> None:
    """Sixteen independent conditions on one action have more combinations than anybody wants to wait for."""
    statements = [
        Statement(
            "", "Deny", ("s3:PutObject",), conditions=(("StringEquals", f"aws:RequestTag/{n}", ("x",)),)
        )
        for n in range(16)
    ]
    space = _classes_of_requests(SCP, *statements)
    equivalence_classes = [
        equivalence_class
        for equivalence_class in space.equivalence_classes()
        if equivalence_class.actions & action_set.bits("s3:PutObject")
    ]
    assert len(equivalence_classes) <= 20_000
    assert space.reasons
    assert all(equivalence_class.possible for equivalence_class in equivalence_classes)


def test_actions_that_only_a_policy_knows_are_told_apart() -> None:
    """What NotAction frees of a service that the catalogue lacks, or of a known one, stays free tomorrow."""
    free = ("newservice:*", "s3:FutureCall", "iam:*")
    space = _classes_of_requests(
        SCP, Statement("", "Deny", not_actions=free), Statement("", "Deny", ("newservice:Drop*",))
    )
    told = {
        equivalence_class.unlisted: equivalence_class.certain
        for equivalence_class in space.equivalence_classes()
        if equivalence_class.unlisted
    }
    assert told == {"newservice:drop": 0b10}
    [freed] = [
        equivalence_class
        for equivalence_class in space.equivalence_classes()
        if not equivalence_class.certain
    ]
    assert freed.actions & action_set.bits("iam:CreateUser")
    assert not freed.actions & action_set.bits("s3:PutObject")
    assert freed.actions & ~action_set.catalogue_actions() & action_set.bits("s3:*")


def test_the_request_of_an_unlisted_action_meets_who_speaks_of_it() -> None:
    """A changed key is tried on the rules that speak of the unlisted action, and not of its stand-in."""
    exempt: Conditions = (("StringNotEquals", "aws:RequestedRegion", ("eu-west-1",)),)
    deny = Statement("", "Deny", ("s3:FutureCall",), conditions=exempt)
    space = _classes_of_requests(SCP, deny, Statement("", "Deny", not_actions=("s3:FutureCall",)))
    equivalence_classes = [
        equivalence_class
        for equivalence_class in space.equivalence_classes(frozenset({REGION}))
        if equivalence_class.unlisted
    ]
    assert {equivalence_class.unlisted for equivalence_class in equivalence_classes} == {"s3:FutureCall"}
    assert {
        space.applying(equivalence_class, {REGION: ("eu-west-1",)})
        for equivalence_class in equivalence_classes
    } == {0}
    assert {
        space.applying(equivalence_class, {REGION: ("us-east-1",)})
        for equivalence_class in equivalence_classes
    } == {1}


@pytest.mark.slow
def test_unlisted_names_that_interlock_too_much_leave_their_rules_open() -> None:
    """Patterns of a new service with many stars have more meetings than anybody wants to wait for."""
    patterns = tuple(f"newservice:*{one}*{two}*" for one in "abcdef" for two in "ghijkl")
    space = _classes_of_requests(SCP, Statement("", "Deny", patterns), Statement("", "Deny", ("s3:*",)))
    equivalence_classes = list(space.equivalence_classes())
    assert "interlock" in space.reasons[0]
    assert not any(
        equivalence_class.decided & 1
        for equivalence_class in equivalence_classes
        if equivalence_class.rules & 1
    )
