"""For every organization that is tried: nobody gains or loses anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from guardrails.adopt import compose
from guardrails.adopt import run as running
from guardrails.adopt.run import Adoption, adopt
from guardrails.aws_facts import GLOBAL_ACTIONS
from guardrails.baseline import Baseline, load_text
from guardrails.capture import Capture, posture_of
from guardrails.errors import Finding, InputError, Location
from guardrails.policy.language.document import RCP, SCP
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare import compare
from tests.adopt.organizations import (
    LEAVING,
    MANAGEMENT,
    ROOT,
    Builder,
    denying,
    exempting,
    three_accounts,
)

DAY = dt.date(2026, 11, 30)


def adopted(capture: Capture) -> tuple[Adoption, Baseline]:
    """Adopt a capture, read what was written as anybody would, and compare it by other code than adopt's."""
    adoption = adopt(capture, "capture.json", "security@example.com")
    files = adoption.files

    def read_file(name: str) -> str:
        return files[name]

    baseline = load_text(files["baseline.yaml"], "baseline.yaml", today=DAY, read_file=read_file)
    comparison = compare(posture_of(capture, "capture.json"), compile_posture(baseline))
    assert comparison.changes == ()
    assert comparison.settings == ()
    assert (comparison.joined, comparison.departing, comparison.moved) == ((), (), ())
    assert adoption.changes_nothing
    return adoption, baseline


def control_tower() -> Builder:
    """Return an organization as Control Tower leaves it, with a policy of somebody's own."""
    builder = Builder()
    security, sandbox = builder.unit("Security"), builder.unit("Sandbox")
    builder.account(222222222222, "Log Archive", security)
    builder.account(222222222223, "Audit", security)
    builder.account(333333333333, "sandbox-1", sandbox)
    tower = denying("config:DeleteConfigRule", Condition=exempting("AWSControlTowerExecution"))
    builder.policy("aws-guardrails-abcdef", tower, [security])
    builder.policy("aws-guardrails-ghijkl", tower, [sandbox])
    builder.policy("stay-in", denying(*LEAVING, Condition=exempting("AWSControlTowerExecution")), [sandbox])
    builder.policy("no-servers", denying("ec2:RunInstances"), [sandbox])
    return builder


def region_lock() -> Builder:
    """Return a deny-list organization with a region lock in the form that AWS publishes."""
    builder = three_accounts()
    statement = {
        "Sid": "DenyAllOutsideEU",
        "Effect": "Deny",
        "NotAction": ["a4b:*", "budgets:*", "iam:*", "organizations:*", "route53:*", "sts:*", "support:*"],
        "Resource": "*",
        "Condition": {
            "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]},
            **exempting("Role1AllowedToBypassThisSCP"),
        },
    }
    builder.policy("region lock", {"Version": "2012-10-17", "Statement": [statement]})
    return builder


def nested() -> Builder:
    """Return nested units, with the management account in one of them."""
    builder = Builder(management_parent="ou-ex4m-infrastr")
    builder.unit("Infrastructure", identity="ou-ex4m-infrastr")
    workloads = builder.unit("Workloads")
    prod = builder.unit("Prod", workloads)
    deep = builder.unit("Deep", prod)
    builder.account(444444444441, "shop", deep)
    builder.account(444444444442, "data", prod)
    builder.policy("both", denying("s3:DeleteBucket"), [workloads, deep])
    builder.policy("prod", denying("ec2:*"), [prod, MANAGEMENT])
    return builder


def equal_names() -> Builder:
    """Return accounts with one name, names with slashes, and names that YAML reads as something else."""
    builder = Builder()
    team = builder.unit("a/b: [c] # d", identity="ou-ex4m-teamteam")
    builder.account(444444444441, "shop", team)
    builder.account(444444444442, "shop", team)
    builder.account(444444444443, "yes", team)
    builder.account(444444444444, "0123", state="SUSPENDED")
    builder.policy("shop", denying("ec2:*"), ["444444444442"])
    return builder


def disabled() -> Builder:
    """Return an organization in which no policy type is enabled."""
    builder = Builder(types=())
    builder.account(444444444441, "shop", builder.unit("Workloads"))
    builder.policy("waiting", denying("ec2:*"), [])
    return builder


def allow_list() -> Builder:
    """Return a unit from which FullAWSAccess is detached, with a list of what is allowed."""
    builder = Builder()
    workloads = builder.unit("Workloads")
    builder.account(444444444441, "shop", workloads)
    builder.account(444444444442, "other")
    builder.narrowed = {workloads}
    allowing = {"Effect": "Allow", "Action": ["s3:*", "ec2:*", "iam:*", "sts:*"], "Resource": "*"}
    builder.policy("only these", {"Version": "2012-10-17", "Statement": [allowing]}, [workloads])
    return builder


def allow_lists_below() -> Builder:
    """Return the same list at two levels that both lack FullAWSAccess."""
    builder = allow_list()
    workloads = builder.units[0].id
    prod = builder.unit("Prod", workloads)
    builder.account(444444444443, "data", prod)
    builder.narrowed.add(prod)
    policy = builder.policies[0]
    builder.policies[0] = policy.model_copy(update={"targets": (workloads, prod)})
    return builder


def resource_policies() -> Builder:
    """Return resource control policies: one that a control says, one that none does."""
    builder = Builder(types=(SCP, RCP))
    workloads = builder.unit("Workloads")
    builder.account(444444444441, "shop", workloads)
    tls = denying("s3:*", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})
    builder.policy("tls", tls, [workloads], RCP)
    builder.policy("objects", denying("s3:DeleteObject", Principal="*"), ["444444444441"], RCP)
    return builder


def settings() -> Builder:
    """Return tag and backup policies, one below the other."""
    builder = Builder(types=(SCP, "TAG_POLICY", "BACKUP_POLICY"))
    workloads = builder.unit("Workloads")
    builder.account(444444444441, "shop", workloads)
    tag = {"tags": {"CostCenter": {"tag_key": {"@@assign": "CostCenter"}}}}
    values = {"tags": {"CostCenter": {"tag_value": {"@@assign": ["100", "200"]}}}}
    builder.policy("Cost centers of the whole company", tag, [ROOT], "TAG_POLICY")
    builder.policy("Cost centers of workloads", values, [workloads], "TAG_POLICY")
    return builder


def full_slots() -> Builder:
    """Return nodes without a free slot, one with a policy that two controls would replace."""
    builder = Builder()
    workloads = builder.unit("Workloads")
    account = builder.account(444444444441, "shop", workloads)
    for number in range(8):
        builder.policy(f"number {number}", denying(f"ec2:Create{'VSTNRIKD'[number]}*"), [workloads, account])
    opting = {
        "Effect": "Deny",
        "Action": ["account:EnableRegion", "account:DisableRegion"],
        "Resource": "*",
    }
    both = denying(*LEAVING)
    both["Statement"].append(opting)
    builder.policy("both", both, [workloads, account])
    return builder


def many_targets() -> Builder:
    """Return one policy on every account and unit."""
    builder = Builder()
    units = [builder.unit(name) for name in ("Prod", "Test", "Development")]
    accounts = [
        builder.account(400000000000 + number, f"account-{number}", units[number % 3]) for number in range(9)
    ]
    builder.policy("leave", denying(*LEAVING), [*units, *accounts])
    builder.policy("keys", denying("kms:DisableKey"), accounts)
    return builder


def locks_below() -> Builder:
    """Return what controls of lists say, at several levels."""
    builder = Builder()
    workloads = builder.unit("Workloads")
    prod = builder.unit("Prod", workloads)
    builder.account(444444444441, "shop", prod)
    builder.account(444444444442, "other", builder.unit("Other"))
    builder.policy("games", denying("gamelift:*", "workmail:*"), [ROOT])
    builder.policy("less", denying("lightsail:*"), [prod])
    return builder


def per_account() -> Builder:
    """Return policies whose effect differs from account to account."""
    builder = three_accounts()
    only = {"StringNotEquals": {"aws:PrincipalAccount": "222222222222"}}
    builder.policy("only one", denying(*LEAVING, Condition=only))
    named = {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::222222222222:role/admin"}}
    builder.policy("one role", denying("account:EnableRegion", "account:DisableRegion", Condition=named))
    return builder


def other_ways() -> Builder:
    """Return one control in two ways, which differ in whom they exempt."""
    builder = Builder()
    first, second = builder.unit("First"), builder.unit("Second")
    builder.account(444444444441, "shop", first)
    builder.account(444444444442, "data", second)
    builder.policy("leave 1", denying(*LEAVING, Condition=exempting("break-glass")), [first, "444444444442"])
    builder.policy("leave 2", denying(*LEAVING, Condition=exempting("admin")), [second])
    return builder


ORGANIZATIONS = (
    three_accounts,
    control_tower,
    region_lock,
    nested,
    equal_names,
    disabled,
    allow_list,
    allow_lists_below,
    resource_policies,
    settings,
    full_slots,
    many_targets,
    locks_below,
    per_account,
    other_ways,
)


@pytest.mark.parametrize("organization", ORGANIZATIONS)
def test_nobody_gains_or_loses_anything(organization: Callable[[], Builder]) -> None:
    """Every account, also those to come, may do what it could."""
    capture = organization().capture()
    adoption, _ = adopted(capture)
    assert adoption.files == adopt(capture, "capture.json", "security@example.com").files


def test_a_new_organization_needs_nothing_but_its_tree() -> None:
    """Three accounts without policies become one section."""
    adoption, baseline = adopted(three_accounts().capture())
    assert [*adoption.files] == ["baseline.yaml"]
    assert baseline.file.model_fields_set == {"organization"}
    assert adoption.lacking == ()


def test_policies_of_control_tower_are_left_alone_and_its_roles_are_exempt() -> None:
    """Its policies count through foreign.json; what another policy exempts stays exempt from its control."""
    adoption, baseline = adopted(control_tower().capture())
    declared = {policy.name for policy in compile_posture(baseline).declared if policy.family != "foreign"}
    assert not any("aws-guardrails" in name for name in declared)
    assert "aws-guardrails-abcdef" in adoption.files["foreign.json"]
    assert adoption.left_alone == 2
    exempt = {e.principal.rpartition("/")[2]: set(e.controls or ()) for e in baseline.exemptions.values()}
    assert {*exempt} == {"AWSControlTowerExecution"}
    assert exempt["AWSControlTowerExecution"] >= {"deny_leaving_organization", "protect_trail"}
    later = adoption.files["baseline.yaml"].partition("Exempt these before you add a control")[2]
    assert "role/stacksets-exec-*" in later


def test_where_no_control_stands_the_roles_of_control_tower_are_exempt() -> None:
    """It changes nothing today, and nobody is locked out by the first control."""
    builder = control_tower()
    builder.policies = [policy for policy in builder.policies if policy.name != "stay-in"]
    _, baseline = adopted(builder.capture())
    assert {e.principal.rpartition("/")[2] for e in baseline.exemptions.values()} == {
        "AWSControlTowerExecution",
        "aws-controltower-*",
        "stacksets-exec-*",
    }


def test_an_exemption_for_later_doesn_t_reach_a_control_that_stands() -> None:
    """A replaced policy that bound a role of Control Tower binds it as a control, too."""
    builder = control_tower()
    builder.policy("regions", denying("account:EnableRegion", "account:DisableRegion"))
    _, baseline = adopted(builder.capture())
    assert {guardrail.control for guardrail in baseline.guardrails} >= {"deny_region_opt_in"}
    assert not any(e.covers("deny_region_opt_in") for e in baseline.exemptions.values())


def test_a_published_region_lock_stays_and_the_difference_is_said() -> None:
    """The control leaves more global services alone, so it isn't the same."""
    adoption, baseline = adopted(region_lock().capture())
    assert [guardrail.name for guardrail in baseline.guardrails] == ["policies/region-lock.json"]
    assert "Nearly the control deny_unused_regions" in adoption.files["baseline.yaml"]
    assert "GR-CND-006" in {entry.id for entry in baseline.accept}


def test_a_region_lock_with_the_control_s_global_services_becomes_lists() -> None:
    """A narrower lock below a wider one becomes an override; exempt principals become an exemption."""
    builder = Builder()
    workloads = builder.unit("Workloads")
    builder.account(444444444441, "shop", workloads)
    builder.account(444444444442, "other")
    for name, target, regions in (
        ("wide", ROOT, ["eu-central-1", "eu-west-1"]),
        ("narrow", workloads, ["eu-central-1", "us-east-1"]),
    ):
        statement = {
            "Effect": "Deny",
            "NotAction": sorted(GLOBAL_ACTIONS),
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": regions}, **exempting("admin")},
        }
        builder.policy(name, {"Version": "2012-10-17", "Statement": [statement]}, [target])
    _, baseline = adopted(builder.capture())
    assert [guardrail.control for guardrail in baseline.guardrails] == ["deny_unused_regions"]
    assert baseline.regions.allowed == ("eu-central-1", "eu-west-1")
    assert baseline.regions.overrides == {"Workloads": ("eu-central-1",)}
    assert [e.principal for e in baseline.exemptions.values()] == ["arn:aws:iam::*:role/admin"]


def test_names_are_told_apart_and_the_original_is_said() -> None:
    """AWS lets two accounts have one name, and YAML takes yes for something else."""
    adoption, baseline = adopted(equal_names().capture())
    paths = {account.path for account in baseline.tree.accounts}
    assert "a-b: [c] # d/shop (444444444441)" in paths
    assert "a-b: [c] # d/yes" in paths
    assert '"a/b: [c] # d" in AWS' in adoption.files["baseline.yaml"]
    assert "# suspended" in adoption.files["baseline.yaml"]


def test_what_the_management_account_has_is_listed() -> None:
    """It stands in a unit; a policy that is attached to it binds nobody, and is named."""
    adoption, baseline = adopted(nested().capture())
    assert baseline.tree.management_account.id == MANAGEMENT
    assert len(adoption.lacking) == 1
    assert "prod (p-00000001) is attached to the management account" in adoption.lacking[0]
    assert adoption.lacking[0] in " ".join(adoption.files["baseline.yaml"].replace("#", "").split())


def test_an_allow_list_keeps_its_allows_at_every_level() -> None:
    """Where FullAWSAccess is detached, the list alone allows: foreign.json says where that is so."""
    adoption, baseline = adopted(allow_lists_below().capture())
    assert set(compile_posture(baseline).organization.by_path) >= {"Workloads/Prod/data"}
    assert [guardrail.at for guardrail in baseline.guardrails] == [("Workloads",), ("Workloads/Prod",)]
    assert "foreign.json" in adoption.files


def test_full_slots_stay_as_full_as_they_were() -> None:
    """Nine policies beside FullAWSAccess fill a node, and a control needs a slot beside what it replaces."""
    adoption, baseline = adopted(full_slots().capture())
    attached = [policy.target for policy in compile_posture(baseline).declared]
    assert (attached.count("Workloads"), attached.count("Workloads/shop")) == (9, 9)
    assert adoption.controls == 0


def test_where_controls_have_no_room_every_policy_stays_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Controls of several families may need more room than the one policy that they replace."""

    def without_room(baseline: Baseline) -> Posture:
        if any(guardrail.control for guardrail in baseline.guardrails):
            raise InputError([Finding(Location("baseline.yaml"), "guardrails", "there is no room")])
        return compile_posture(baseline)

    monkeypatch.setattr(running, "compile_posture", without_room)
    adoption, baseline = adopted(full_slots().capture())
    assert (adoption.controls, adoption.documents) == (0, 9)
    assert all(guardrail.policy for guardrail in baseline.guardrails)


def test_a_policy_of_a_type_that_is_switched_off_is_left_alone() -> None:
    """Taking it over would put it in force."""
    builder = three_accounts()
    builder.policy("idle", denying("s3:*"), [ROOT])
    capture = builder.capture()
    assert capture.organization is not None
    types = tuple(kind for kind in capture.organization.policy_types or () if kind != SCP)
    organization = capture.organization.model_copy(update={"policy_types": types})
    adoption, baseline = adopted(capture.model_copy(update={"organization": organization}))
    assert baseline.guardrails == ()
    assert (
        "(p-00000000, SERVICE_CONTROL_POLICY), whose type is switched off." in adoption.files["baseline.yaml"]
    )


def test_a_policy_of_a_type_that_no_baseline_has_is_listed() -> None:
    """The command then ends with 1."""
    builder = three_accounts()
    builder.policy("new", {"new": {}}, [ROOT], "NEW_POLICY")
    adoption, _ = adopted(builder.capture())
    assert adoption.lacking == (
        "Policy new (p-00000000) stays as it is: a baseline has no policies of the type NEW_POLICY.",
    )


def test_a_policy_that_would_not_fit_stays_with_the_policies_of_others() -> None:
    """AWS stores it without white space, and CloudFormation may write it with some."""
    builder = three_accounts()
    actions = [f"ec2:Describe{number:04}Xyzzy" for number in range(420)]
    builder.policy("large", denying(*actions))
    content = builder.policies[0].content or ""
    builder.policies[0] = builder.policies[0].model_copy(update={"content": content.replace(" ", "")})
    assert len(builder.policies[0].content or "") <= 10_240 < len(content)
    adoption, baseline = adopted(builder.capture())
    assert len(adoption.lacking) == 1
    assert baseline.guardrails == ()
    assert "large" in adoption.files["foreign.json"]


def test_what_is_attached_nowhere_is_named_and_not_written() -> None:
    """AWS keeps it; nobody is bound by it."""
    adoption, baseline = adopted(disabled().capture())
    assert baseline.guardrails == ()
    assert (
        "waiting (p-00000000, SERVICE_CONTROL_POLICY), which is attached nowhere"
        in (adoption.files["baseline.yaml"])
    )
    assert adoption.lacking == ()


@pytest.mark.parametrize("organization", [control_tower, allow_list])
def test_a_capture_that_knows_too_little_is_refused(organization: Callable[[], Builder]) -> None:
    """Nothing is guessed: a policy whose text AWS refused could be anything."""
    builder = organization()
    builder.policies[0] = builder.policies[0].model_copy(update={"content": None})
    with pytest.raises(InputError):
        adopt(builder.capture(), "capture.json", "me")


def test_of_many_findings_of_a_kind_the_first_are_told() -> None:
    """An entry of accept covers all of them, and a comment says how many there are."""
    assert compose._first(["a", "b"]) == ("a", "b")
    assert compose._first(["a", "b", "c", "d"]) == ("a", "b", "and 2 other findings of this kind")
    adoption, baseline = adopted(control_tower().capture())
    covered = {(finding.id, finding.field) for finding in adoption.accepted}
    assert {(entry.id, entry.at) for entry in baseline.accept} == covered
