"""The section `management_policies`: short forms, documents of your own, and what they come to."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from guardrails.baseline.sections.management_policies import TypeId
from guardrails.management_policies import BY_API_NAME, BY_ID
from guardrails.management_policies.check import faults_in
from tests.baselines import SMALL, findings_in, load_small, located

TAGS = json.dumps({"tags": {"stage": {"tag_key": {"@@assign": "Stage"}, "tag_value": {"@@append": ["a"]}}}})
LOCK = {"@@operators_allowed_for_child_policies": ["@@none"]}


def _with(section: str) -> str:
    return f"{SMALL}management_policies:\n{section}"


def _documents(section: str, tags: str = TAGS) -> list[tuple[str, str, dict[str, Any]]]:
    found = load_small(_with(section), {"policies/tags.json": tags}).declared_policies
    return [(one.type, one.target, one.to_dict()) for one in found]


def _told(section: str, tags: str = TAGS) -> list[str]:
    """Return what is told of a section, and check that each finding stands at a mark of it."""
    text, places = located(_with(section))
    findings = list(findings_in(text, {"policies/tags.json": tags}))
    here = [
        (one.location.line, one.location.column)
        for one in findings
        if one.location.file != "policies/tags.json"
    ]
    assert sorted(set(here)) == sorted(places)
    return [f"{one.field}: {one.problem}; {one.remedy}" for one in findings]


SHORT = [
    (
        "ai_opt_out: { default: optOut }",
        {"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}},
    ),
    (
        "ai_opt_out: { default: optOut }, locked: true",
        {"services": {**LOCK, "default": {**LOCK, "opt_out_policy": {**LOCK, "@@assign": "optOut"}}}},
    ),
    (
        "s3: { block_public_access: all }",
        {"s3_attributes": {"public_access_block_configuration": {"@@assign": "all"}}},
    ),
    (
        "security_hub: { enable: [ALL_SUPPORTED, eu-west-1] }",
        {
            "securityhub": {
                "enable_in_regions": {"@@assign": ["ALL_SUPPORTED", "eu-west-1"]},
                "disable_in_regions": {"@@assign": []},
            }
        },
    ),
    (
        "declarative_ec2: { imds: { http_tokens: required, hop_limit: 2, endpoint: enabled } }",
        {
            "ec2_attributes": {
                "instance_metadata_defaults": {
                    "http_tokens": {"@@assign": "required"},
                    "http_put_response_hop_limit": {"@@assign": "2"},
                    "http_endpoint": {"@@assign": "enabled"},
                }
            }
        },
    ),
    (
        (
            "declarative_ec2: { image_block_public_access: block_new_sharing, serial_console: disabled,"
            " snapshot_block_public_access: block_all_sharing, exception_message: Ask us }"
        ),
        {
            "ec2_attributes": {
                "exception_message": {"@@assign": "Ask us"},
                "image_block_public_access": {"state": {"@@assign": "block_new_sharing"}},
                "snapshot_block_public_access": {"state": {"@@assign": "block_all_sharing"}},
                "serial_console_access": {"status": {"@@assign": "disabled"}},
            }
        },
    ),
    (
        "declarative_ec2: { vpc_block_public_access: { mode: off } }",
        {
            "ec2_attributes": {
                "vpc_block_public_access": {
                    "internet_gateway_block": {
                        "mode": {"@@assign": "off"},
                        "exclusions_allowed": {"@@assign": "disabled"},
                    }
                }
            }
        },
    ),
    (
        (
            "declarative_ec2: { allowed_images: { state: audit_mode, criteria: ["
            "{ names: [base-*], product_codes: [abc], max_days_deprecated: 0 },"
            " { providers: ['111111111111', amazon], max_age_days: 300 }] } }"
        ),
        {
            "ec2_attributes": {
                "allowed_images_settings": {
                    "state": {"@@assign": "audit_mode"},
                    "image_criteria": {
                        "criteria_1": {
                            "image_names": {"@@assign": ["base-*"]},
                            "marketplace_product_codes": {"@@assign": ["abc"]},
                            "deprecation_time_condition": {
                                "maximum_days_since_deprecated": {"@@assign": "0"}
                            },
                        },
                        "criteria_2": {
                            "allowed_image_providers": {"@@assign": ["111111111111", "amazon"]},
                            "creation_date_condition": {"maximum_days_since_created": {"@@assign": "300"}},
                        },
                    },
                }
            }
        },
    ),
]


@pytest.mark.parametrize(("entry", "document"), SHORT)
def test_a_short_form_is_written_in_aws_own_grammar(entry: str, document: dict[str, Any]) -> None:
    """What it comes to is what AWS's page shows, and stands on the root unless it says otherwise."""
    [(api_name, target, written)] = _documents(f"  one: {{ {entry} }}\n")
    assert (target, written) == ("Root", document)
    assert faults_in(BY_API_NAME[api_name], written) == ()


def test_a_document_of_your_own_stands_on_every_node_that_it_names() -> None:
    """As it is written."""
    found = _documents("  one: { type: tag, document: policies/tags.json, at: [Workloads, Sandbox] }\n")
    assert found == [("TAG_POLICY", path, json.loads(TAGS)) for path in ("Sandbox", "Workloads")]


def test_names_tell_type_entry_and_node() -> None:
    """And stay within what Organizations takes; a key holds ids and no names."""
    section = "  no-training: { ai_opt_out: { default: optOut }, at: [Workloads/Prod] }\n"
    [policy] = load_small(_with(section)).declared_policies
    assert policy.name == "guardrails/ai_opt_out/no-training/Workloads/Prod-10bbc1ab"
    assert policy.key == "ai-opt-out-no-training-ou-ex4m-workprod1"
    assert str(policy.origin) == f"baseline.yaml:{_with(section).count(chr(10))}:3"
    long = "y" * 120
    [policy] = load_small(_with(section).replace("Prod", long)).declared_policies
    assert len(policy.name) == 128


def test_the_types_of_the_section_are_those_of_the_registry() -> None:
    """The schema lists what the registry knows."""
    assert set(get_args(TypeId)) == set(BY_ID)


WRONG = [
    (
        "  one: §{ at: [Root] }\n",
        "needs one of `ai_opt_out`, `declarative_ec2`, `s3`, `security_hub`, `document`",
    ),
    (
        "  one: §{ s3: { block_public_access: all }, security_hub: {} }\n",
        "needs one of `ai_opt_out`, `declarative_ec2`, `s3`, `security_hub`, `document`",
    ),
    ("  one: §{ document: policies/tags.json }\n", "add `type`, such as type: tag"),
    ("  one: §{ type: s3, s3: { block_public_access: all } }\n", "`type` is for documents; remove it"),
    (
        "  one: §{ type: tag, document: policies/tags.json, locked: true }\n",
        "`locked` doesn't change a document of your own",
    ),
    ("  one: { s3: { block_public_access: §al } }\n", 'did you mean "all"?'),
    ("  one: { declarative_ec2: §{} }\n", "sets nothing; write imds, serial_console or another of its keys"),
    ("  one: { declarative_ec2: { imds: { §http_token: required } } }\n", 'did you mean "http_tokens"?'),
    (
        "  one: { declarative_ec2: { imds: { hop_limit: §65 } } }\n",
        "65 is too much: Amazon EC2 takes at most 64 hops",
    ),
    (
        "  one: { declarative_ec2: { allowed_images: { criteria: [{ providers: [§123] }] } } }\n",
        'the number 123 stands where text belongs; put it in quotes: "123"',
    ),
    (
        "  one: { declarative_ec2: { allowed_images: { criteria: [{ providers: [§amazn] }] } } }\n",
        '"amazn" owns no images',
    ),
    ("  §one: { declarative_ec2: { allowed_images: {} } }\n", "allows no image at all"),
    (
        "  one: { ai_opt_out: { §Lex: optOut } }\n",
        '"Lex" is not the key of an AI service; did you mean "lex"?',
    ),
    ("  one: { ai_opt_out: { lex: §optout } }\n", 'did you mean "optOut"?'),
    ("  one: { security_hub: { enable: [§eu-west-9] } }\n", '"eu-west-9" is not an AWS region'),
    ("  one: { s3: { block_public_access: all }, at: [§Workload] }\n", 'did you mean "Workloads"?'),
    ("  one: { s3: { block_public_access: all }, at: [Root, §Root] }\n", "stands at Root twice"),
    (
        "  one: { s3: { block_public_access: all }, at: [§management] }\n",
        "name Root, from which it inherits",
    ),
    ("  one: { type: tag, document: §policies/none.json }\n", "can't be read"),
    ("  one: { type: §tags, document: policies/tags.json }\n", 'did you mean "tag"?'),
    (
        "  one: { s3: { block_public_access: all } }\n  §two: { s3: { block_public_access: none } }\n",
        (
            "two: at Root it assigns none at s3_attributes.public_access_block_configuration,"
            ' where "one" at the same node assigns all'
        ),
    ),
    (
        (
            "  one: { s3: { block_public_access: all }, locked: true }\n"
            "  §two: { s3: { block_public_access: none }, at: [Workloads] }\n"
        ),
        'which "one" at Root forbids below itself; leave it out, or let "one" allow it',
    ),
]


@pytest.mark.parametrize(("section", "told"), WRONG)
def test_what_is_wrong_is_told_where_it_stands(section: str, told: str) -> None:
    """One mistake, one finding."""
    [found] = _told(section)
    assert told in found


def test_a_wrong_document_is_told_with_its_own_lines() -> None:
    """Each fault at its place in the file; the other sections' mistakes are told as well."""
    tags = '{\n\t"tags": {\n\t\t"stage": { "tag_key": "Stage" },\n\t\t"Stage": {}\n} }'
    section = (
        "  one: { type: tag, document: policies/tags.json }\n  two: { s3: { block_public_access: x } }\n"
    )
    findings = findings_in(_with(section), {"policies/tags.json": tags})
    assert [str(one).partition(";")[0] for one in findings if one.location.file != "baseline.yaml"] == [
        "policies/tags.json:3:25 tags.stage.tag_key: carries no operator",
        'policies/tags.json:4:3 tags.Stage: "Stage" and "stage" differ in upper and lower case alone',
    ]
    assert len(findings) == 3


@pytest.mark.parametrize("tags", ["{", "[" * 100_000, '{"tags": NaN}', '{"tags": "\\ud800"}', "7"])
def test_what_is_no_json_object_is_told(tags: str) -> None:
    """Without a traceback."""
    [finding] = findings_in(
        _with("  one: { type: tag, document: policies/tags.json }\n"), {"policies/tags.json": tags}
    )
    assert finding.location.file == "policies/tags.json"


def test_a_key_that_stands_twice_is_told() -> None:
    """JSON's readers would keep the last, AWS refuses it."""
    tags = '{"tags": {"stage": {"tag_key": {"@@assign": "Stage"}, "tag_key": {"@@assign": "STAGE"}}}}'
    [finding] = findings_in(
        _with("  one: { type: tag, document: policies/tags.json }\n"), {"policies/tags.json": tags}
    )
    assert "stands here a second time" in finding.problem


def test_size_and_number_are_held_against_the_quotas() -> None:
    """2,500 characters of an AI opt-out policy, five of them on a node."""
    many = ", ".join(f"service{number}: optOut" for number in range(60))
    [found] = _told(f"  §one: {{ ai_opt_out: {{ {many} }} }}\n")
    assert "characters; AWS takes at most 2,500 of its type, white space included" in found
    entries = "".join(
        f"  {'§' if number > 5 else ''}one-{number}: {{ ai_opt_out: {{ lex: optOut }} }}\n"
        for number in range(1, 8)
    )
    assert [one.partition(":")[2].partition(";")[0] for one in _told(entries)] == [
        " Root has 7 policies of the type"
    ] * 2


def test_what_is_lacking_in_an_account_is_told_once_for_all_that_lack_it() -> None:
    """At the entry that said last what is nearest to the gap; a key with nothing in it is as good as none."""
    tags = json.dumps({"plans": {"daily": {"regions": {"@@assign": ["eu-west-1"]}, "rules": {}}}})
    found = _told("  §one: { type: backup, document: policies/tags.json, at: [Workloads] }\n", tags)
    assert found == [
        f"management_policies.one: plans.daily: lacks {key}, in Workloads/Prod/shop;"
        f" add {key} here, or in a policy above"
        for key in ("rules", "selections")
    ]
