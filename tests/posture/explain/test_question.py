"""Questions: what a person types becomes the request that AWS would see, or is refused with a remedy."""

from __future__ import annotations

import datetime as dt

import pytest

from guardrails.errors import InputError
from guardrails.posture import compile_posture
from guardrails.posture.explain import Question, ask
from guardrails.posture.explain.request import ExplainedRequest
from guardrails.posture.interchange.form import to_json
from guardrails.posture.interchange.reading import from_json
from tests.baselines import changed, load_small

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
TREE = load_small().tree
SHOP, ID = "Workloads/Prod/shop", "444444444441"


def _ask(**parts: object) -> ExplainedRequest:
    told = {"account": SHOP, "principal": "role/dev", "action": "ec2:RunInstances", **parts}
    return ask(Question(**told), TREE, NOW)  # type: ignore[arg-type]


def test_the_keys_that_aws_fills_in_are_filled_in() -> None:
    """Who, of which organization and unit, where and when; the resource is taken for one of the account."""
    (resource,) = _ask(action="iam:DeleteRole").resources
    assert resource == f"arn:aws:iam::{ID}:role/${{RoleNameWithPath}}"
    assert _ask(action="iam:DeleteRole").context(resource) == {
        "aws:PrincipalArn": (f"arn:aws:iam::{ID}:role/dev",),
        "aws:PrincipalIsAWSService": ("false",),
        "aws:PrincipalType": ("AssumedRole",),
        "aws:PrincipalAccount": (ID,),
        "aws:PrincipalOrgID": ("o-exampleorg1",),
        "aws:PrincipalOrgPaths": ("o-exampleorg1/r-ex4m/ou-ex4m-workload1/ou-ex4m-workprod1/",),
        "aws:ResourceAccount": (ID,),
        "aws:ResourceOrgID": ("o-exampleorg1",),
        "aws:ResourceOrgPaths": ("o-exampleorg1/r-ex4m/ou-ex4m-workload1/ou-ex4m-workprod1/",),
        "aws:RequestedRegion": ("us-east-1",),
        "aws:SecureTransport": ("true",),
        "aws:ViaAWSService": ("false",),
        "aws:CurrentTime": ("2026-06-01T12:00:00Z",),
        "aws:EpochTime": ("1780315200",),
    }


PRINCIPALS = (
    ("role/dev", f"arn:aws:iam::{ID}:role/dev", f"arn:aws:iam::{ID}:role/dev", "AssumedRole"),
    ("role/team/dev", f"arn:aws:iam::{ID}:role/team/dev", f"arn:aws:iam::{ID}:role/team/dev", "AssumedRole"),
    ("user/ada", f"arn:aws:iam::{ID}:user/ada", f"arn:aws:iam::{ID}:user/ada", "User"),
    ("root", f"arn:aws:iam::{ID}:root", f"arn:aws:iam::{ID}:root", "Account"),
    (f"arn:aws:iam::{ID}:root", f"arn:aws:iam::{ID}:root", f"arn:aws:iam::{ID}:root", "Account"),
    (
        "assumed-role/dev/ada",
        f"arn:aws:sts::{ID}:assumed-role/dev/ada",
        f"arn:aws:iam::{ID}:role/dev",
        "AssumedRole",
    ),
    (
        f"arn:aws:sts::{ID}:assumed-role/AWSReservedSSO_Dev_0123/ada@example.com",
        f"arn:aws:sts::{ID}:assumed-role/AWSReservedSSO_Dev_0123/ada@example.com",
        f"arn:aws:iam::{ID}:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Dev_0123",
        "AssumedRole",
    ),
    (
        "federated-user/ada",
        f"arn:aws:sts::{ID}:federated-user/ada",
        f"arn:aws:sts::{ID}:federated-user/ada",
        "FederatedUser",
    ),
)


@pytest.mark.parametrize(("text", "arn", "principal_arn", "kind"), PRINCIPALS, ids=[p[0] for p in PRINCIPALS])
def test_a_principal_is_completed(text: str, arn: str, principal_arn: str, kind: str) -> None:
    """By the account's id; of a session, aws:PrincipalArn is its role's ARN."""
    principal = _ask(principal=text).principal
    assert (principal.arn, principal.principal_arn, principal.type) == (arn, principal_arn, kind)


def test_a_session_that_may_have_a_path_is_noted() -> None:
    """Only of Identity Center's roles the path is known."""
    assert "taken for" in "".join(_ask(principal="assumed-role/dev/ada").notes)
    assert _ask(principal="assumed-role/AWSReservedSSO_Dev_0123/ada").notes == ()


def test_an_aws_service_has_no_account() -> None:
    """Its requests say that it is one, and of no organization."""
    request = _ask(principal="cloudtrail.amazonaws.com")
    context = request.context("*")
    assert context["aws:PrincipalIsAWSService"] == ("true",)
    assert not any(key.startswith(("aws:PrincipalOrg", "aws:PrincipalAccount")) for key in context)
    assert not request.request("*").caller.bound_by_scps


@pytest.mark.parametrize(
    ("action", "region", "expected"),
    [
        ("ec2:RunInstances", None, "eu-central-1"),
        ("ec2:RunInstances", "eu-west-1", "eu-west-1"),
        ("route53:CreateHostedZone", None, "us-east-1"),
        ("route53:CreateHostedZone", "eu-west-1", "us-east-1"),
        ("globalaccelerator:CreateAccelerator", None, "us-west-2"),
    ],
)
def test_the_region_is_the_one_that_requests_carry(action: str, region: str | None, expected: str) -> None:
    """The home region unless told otherwise; of a global service its own, which is noted."""
    request = _ask(action=action, region=region)
    assert request.region == expected
    assert bool(request.notes) is (region not in (None, expected))


def test_condition_keys_are_taken_as_they_are_told() -> None:
    """A key that stands twice has two values; what is told replaces what would be filled in."""
    request = _ask(
        context=("aws:TagKeys=a", "AWS:tagkeys=b=c", "aws:requestedregion=eu-north-1", "aws:Nonsense=1")
    )
    context = request.request("*").context
    assert context["aws:tagkeys"] == ("a", "b=c")
    assert context["aws:requestedregion"] == ("eu-north-1",)
    assert [note for note in request.notes if "aws:Nonsense" in note]


def test_a_resource_says_whose_it_is() -> None:
    """A member's, the management account's, a stranger's; where its ARN doesn't say, the asking account's."""
    for resource, owner in (
        ("arn:aws:sqs:eu-west-1:222222222222:queue", "Security/log-archive"),
        ("arn:aws:sqs:eu-west-1:111111111111:queue", "management"),
        ("arn:aws:s3:::bucket/key", SHOP),
    ):
        request = _ask(action="s3:GetObject", resource=resource)
        found = request.owner_of(resource)
        assert found is not None
        assert found.path == owner
    stranger = "arn:aws:sqs:eu-west-1:999999999999:queue"
    request = _ask(action="sqs:SendMessage", resource=stranger)
    assert request.owner_of(stranger) is None
    assert "aws:ResourceOrgID" not in request.context(stranger)


def test_an_action_without_resources_is_checked_against_none() -> None:
    """As AWS does; an ARN that is told all the same is noted."""
    request = _ask(action="ec2:DescribeInstances", resource="arn:aws:ec2:eu-west-1:444444444441:instance/i-1")
    assert request.resources == ("*",)
    assert "passed over" in request.notes[0]


def test_every_resource_that_a_request_touches_is_asked_for() -> None:
    """Starting an instance also touches a subnet, an image and others."""
    touched = _ask().resources
    assert f"arn:aws:ec2:eu-central-1:{ID}:instance/${{InstanceId}}" in touched
    assert len(touched) > 3


def test_accounts_are_known_by_path_and_by_id() -> None:
    """Spelling and name are the catalogue's."""
    assert _ask(account=ID).account.path == SHOP
    assert _ask(account="management").account.id == "111111111111"
    assert _ask(action="EC2:runinstances").action == "ec2:RunInstances"


WRONG = (
    ({"account": "shop"}, '--account: "shop" is no account of the baseline; did you mean "Workloads/Prod/'),
    ({"account": "Workloads/Prod/shp"}, 'did you mean "Workloads/Prod/shop"?'),
    ({"account": "zzz"}, "`python -m guardrails posture` lists the paths"),
    ({"account": "Workloads"}, "--account: Workloads is no account; name one below it: Workloads/Prod"),
    ({"account": "Sandbox"}, "name one below it: it has none"),
    ({"action": "RunInstances"}, '--action: "RunInstances" names no action; write one as service:Action'),
    ({"action": "ec2:Run*"}, "names no action"),
    ({"action": "ec:RunInstances"}, '--action: AWS has no service "ec"; did you mean "'),
    ({"action": "ec2:RunInstance"}, 'did you mean "ec2:RunInstances"?'),
    ({"action": "ec2:Zzzzzzzzz"}, "look it up in the Service Authorization Reference"),
    ({"region": "eu-west-9"}, '--region: "eu-west-9" is not an AWS region; did you mean "eu-west-3"?'),
    ({"region": "#"}, "write its code, such as eu-central-1"),
    ({"context": ("x",)}, '--context: "x" is no condition key with a value; write KEY=VALUE'),
    ({"context": ("x=1",)}, "write KEY=VALUE"),
    ({"context": ("=1",)}, "write KEY=VALUE"),
    ({"resource": "bucket"}, '--resource: "bucket" is not an ARN; write it in full'),
    ({"principal": "dev"}, f"write role/NAME, user/NAME, root, or an ARN such as arn:aws:iam::{ID}:role/N"),
    ({"principal": "role/*"}, "names no principal"),
    ({"principal": "role/"}, "names no principal"),
    ({"principal": ""}, "names no principal"),
    ({"principal": f"arn:aws:iam::{ID}:role/*"}, "is not the ARN of a role, user, session or root user"),
    ({"principal": f"arn:aws:iam::{ID}:group/x"}, "write one principal's ARN in full"),
    ({"principal": f"arn:aws-cn:iam::{ID}:role/x"}, "is of partition aws-cn; only partition aws is"),
    (
        {"principal": "arn:aws:iam::222222222222:role/x"},
        f"is of Security/log-archive, not of {SHOP} ({ID}); ask with --account Security/log-archive",
    ),
    ({"principal": "arn:aws:iam::999999999999:role/x"}, "is of no account of this organization"),
)  # fmt: skip


@pytest.mark.parametrize(("parts", "says"), WRONG, ids=[str(parts)[:50] for parts, _ in WRONG])
def test_a_wrong_question_is_refused_with_a_remedy(parts: dict[str, object], says: str) -> None:
    """One sentence that names the option, the value and what to write instead."""
    with pytest.raises(InputError) as caught:
        _ask(**parts)
    (finding,) = caught.value.findings
    assert says in str(finding)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """Each with its option; a principal can't be judged without its account."""
    with pytest.raises(InputError) as caught:
        _ask(account="x", action="x", region="x", resource="x", context=("x",), principal="x")
    options = [finding.location.file for finding in caught.value.findings]
    assert options == ["--account", "--action", "--context", "--region", "--resource"]


def test_a_session_of_a_permission_set_is_known_by_identity_centers_region() -> None:
    """Its role's path has that region, whatever the home region is; the posture as JSON says it too."""
    store = "  identity_store: d-99671a2b3c\n"
    baseline = load_small(changed((store, f"{store}  region: eu-west-1\n")))
    read = from_json(to_json(compile_posture(baseline)), "posture.json")
    for tree in (baseline.tree, read.organization):
        asked = Question(SHOP, "assumed-role/AWSReservedSSO_Dev_0123/ada", "ec2:RunInstances")
        assert ask(asked, tree, NOW).principal.principal_arn == (
            f"arn:aws:iam::{ID}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Dev_0123"
        )
