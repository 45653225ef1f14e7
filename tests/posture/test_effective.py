"""The effective management policies of an account, and how they travel with a posture."""

from __future__ import annotations

import json

import pytest

from guardrails.errors import InputError
from guardrails.management_policies.inheritance import Contribution
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare import compare
from guardrails.posture.compile.limits import limits_of
from guardrails.posture.effective import effective_policies
from guardrails.posture.interchange.form import to_json
from guardrails.posture.interchange.reading import from_json
from guardrails.posture.prove import prove
from guardrails.posture.transition.exposures import bridged
from tests.baselines import SOUND, load_small

TAGS = json.dumps({"tags": {"stage": {"tag_value": {"@@append": ["prod"]}}}})
SECTION = """\
management_policies:
  lock: { declarative_ec2: { serial_console: disabled, imds: { http_tokens: required } } }
  debug: { at: [Sandbox, Workloads/Prod/shop], declarative_ec2: { serial_console: enabled } }
  tags: { at: [Workloads], type: tag, document: policies/tags.json }
"""


def _posture(section: str = SECTION) -> Posture:
    return compile_posture(load_small(SOUND + section, {"policies/tags.json": TAGS}))


def test_an_account_has_what_its_line_of_the_tree_comes_to() -> None:
    """Each setting with its value and with the policies that made it, types without a policy not at all."""
    found = effective_policies(_posture(), "Workloads/Prod/shop")
    assert list(found) == ["declarative_ec2", "tag"]
    assert found["declarative_ec2"].document == {
        "ec2_attributes": {
            "instance_metadata_defaults": {"http_tokens": "required"},
            "serial_console_access": {"status": "enabled"},
        }
    }
    by = {".".join(one.path): one.by for one in found["declarative_ec2"].settings}
    lock, debug = (
        "guardrails/declarative_ec2/lock/Root-f9ad0f97",
        "guardrails/declarative_ec2/debug/Workloads/Prod/shop-d39a620a",
    )
    assert by == {
        "ec2_attributes.instance_metadata_defaults.http_tokens": (Contribution(lock, "Root", "@@assign"),),
        "ec2_attributes.serial_console_access.status": (
            Contribution(debug, "Workloads/Prod/shop", "@@assign"),
        ),
    }
    assert found["tag"].document == {"tags": {"stage": {"tag_value": ["prod"]}}}
    assert found["tag"].conflicts == ()


def test_the_management_account_has_what_the_root_has() -> None:
    """These policies bind it, unlike service control policies."""
    posture = _posture()
    assert effective_policies(posture, "management") == effective_policies(posture, "Root")
    assert list(effective_policies(posture, "management")) == ["declarative_ec2"]


def test_a_posture_as_json_keeps_them() -> None:
    """On their nodes, in their order, with their documents."""
    posture = _posture()
    text = to_json(posture)
    read = from_json(text, "posture.json")
    assert [(one.type, one.target, one.name, one.entry, one.text) for one in read.management] == [
        (one.type, one.target, one.name, one.entry, one.text) for one in posture.management
    ]
    assert to_json(read) == text
    assert compare(posture, read).settings == ()


def test_a_document_of_somebody_else_may_have_keys_that_are_not_known_here() -> None:
    """AWS took it; what no effective policy can be made of is refused."""
    form = json.loads(to_json(_posture()))
    policy = form["nodes"][0]["policies"][-1]
    assert policy["type"] == "DECLARATIVE_POLICY_EC2"
    policy["document"] = {"ec2_attributes": {"of_tomorrow": {"state": {"@@assign": "on"}}}}
    read = from_json(json.dumps(form), "posture.json")
    found = effective_policies(read, "Root")["declarative_ec2"]
    assert found.document == {"ec2_attributes": {"of_tomorrow": {"state": "on"}}}
    inner: tuple[object, ...] = (7, {"@@assign": {}}, {"@@operators_allowed_for_child_policies": 7})
    for wrong in ({"a": one} for one in inner):
        policy["document"] = wrong
        with pytest.raises(InputError) as caught:
            from_json(json.dumps(form), "posture.json")
        [finding] = caught.value.findings
        assert finding.field.startswith(
            f"nodes[0].policies[{len(form['nodes'][0]['policies']) - 1}].document.a"
        )


def test_they_say_nothing_of_requests() -> None:
    """The proof and the packing see the same policies with and without them."""
    with_them, without = _posture(), _posture("")
    assert with_them.policies == without.policies
    baseline = load_small(SOUND + SECTION, {"policies/tags.json": TAGS})
    assert prove(baseline, with_them).holds


def test_a_posture_in_between_keeps_them() -> None:
    """They are part of what is deployed on the way, too."""
    between = bridged(_posture(""), _posture(), limits_of(load_small(SOUND)))
    assert between.management == _posture().management
