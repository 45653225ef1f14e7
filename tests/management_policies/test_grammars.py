"""What each type's documents may say: examples of AWS's pages in our words, and what is told of mistakes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.loaders import Loader

from guardrails import aws_facts
from guardrails.management_policies import BY_API_NAME, BY_ID, InheritedState
from guardrails.management_policies.check import faults_in, gaps_in
from guardrails.management_policies.grammar import Block, Part
from guardrails.management_policies.inheritance import NOTHING, Written, descend, plain

LOCK = {"@@operators_allowed_for_child_policies": ["@@none"]}


def _on(*values: str) -> dict[str, list[str]]:
    return {"@@assign": list(values)}


def _is(value: Any) -> dict[str, Any]:
    return {"@@assign": value}


RULE = {
    "schedule_expression": _is("cron(0 5/1 ? * * *)"),
    "start_backup_window_minutes": _is("480"),
    "complete_backup_window_minutes": _is(10080),
    "target_backup_vault_name": _is("Vault"),
    "target_logically_air_gapped_backup_vault_arn": _is("arn:aws:backup:$region:$account:backup-vault:Gap"),
    "index_actions": {"resource_types": _on("EBS", "S3")},
    "lifecycle": {
        "move_to_cold_storage_after_days": _is("180"),
        "delete_after_days": _is("270"),
        "opt_in_to_archive_for_supported_resources": {"@@assign": False},
    },
    "copy_actions": {
        "arn:aws:backup:eu-west-1:$account:backup-vault:second": {
            "target_backup_vault_arn": _is("arn:aws:backup:eu-west-1:$account:backup-vault:second"),
            "lifecycle": {"delete_after_days": _is("120")},
        }
    },
    "recovery_point_tags": {"owner": {"tag_key": _is("owner"), "tag_value": _is("backup")}},
    "enable_continuous_backup": _is("false"),
    "scan_actions": {"GUARDDUTY": {"scan_mode": _is("FULL_SCAN")}},
}
BY_TAG = {
    "tags": {
        "personal": {
            "iam_role_arn": _is("arn:aws:iam::$account:role/backup"),
            "tag_key": _is("data"),
            "tag_value": _on("personal", "red"),
            "conditions": {
                "string_not_equals": {
                    "off": {"condition_key": _is("aws:ResourceTag/backup"), "condition_value": _is("false")}
                }
            },
        }
    }
}
PLAN = {
    "regions": {"@@append": ["eu-central-1", "us-east-1"]},
    "rules": {"Hourly": RULE},
    "selections": BY_TAG,
    "advanced_backup_settings": {
        "ec2": {"windows_vss": _is("enabled")},
        "s3": {"backup_acls": _is("disabled"), "backup_object_tags": _is("enabled")},
    },
    "backup_plan_tags": {"stage": {"tag_key": _is("stage"), "tag_value": _is("prod")}},
    "scan_settings": {
        "GUARDDUTY": {
            "resource_types": _on("ALL"),
            "scanner_role_arn": _is("arn:aws:iam::$account:role/scanner"),
        }
    },
}
BY_TYPE = {
    "resources": {
        "all": {
            "iam_role_arn": _is("arn:aws:iam::$account:role/backup"),
            "resource_types": _on("*"),
            "not_resource_types": _on("arn:aws:ec2:*:*:volume/*"),
            "conditions": {
                operator: {"on": {"condition_key": _is("aws:ResourceTag/a"), "condition_value": _is("x")}}
                for operator in ("string_equals", "string_like", "string_not_like")
            },
        }
    }
}
LISTS = {"enable_in_regions": _on("us-east-1"), "disable_in_regions": _on()}
GUARDRAIL = "arn:aws:bedrock:us-east-1:123456789012:guardrail/hu1dlsv9wy1d:1"
ENABLED = {"status": _is("enabled")}
PLANS = (
    "s3_data_events", "eks_audit_logs", "ebs_malware_protection", "rds_login_events", "lambda_network_logs",
    "ai_protection",
)  # fmt: skip
AGENTS = ("eks_addon_management", "ec2_agent_management", "ecs_fargate_agent_management")

ROLES = _on("channel_role", "user_role")
CHANNELS = {"supported_channel_types": _on("public", "private"), "supported_role_settings": ROLES}
CHATBOT = {
    "chatbot": {
        "platforms": {
            "slack": {
                "client": _is("enabled"),
                "workspaces": _on("*"),
                "default": CHANNELS,
                "overrides": {"T07EA123LEP": CHANNELS},
            },
            "microsoft_teams": {
                "client": _is("enabled"),
                "tenants": {"09876543-1fed-4321-8765-0123456789ab": _on("*")},
                "default": {"supported_role_settings": ROLES},
                "overrides": {"tenant": {"team": {"supported_role_settings": ROLES}}},
            },
            "chime": {"client": _is("disabled")},
        },
        "default": {"client": _is("disabled")},
    }
}
SOUND: list[tuple[str, dict[str, Any]]] = [
    ("ai_opt_out", {"services": {"rekognition": {"opt_out_policy": _is("optOut")}}}),
    (
        "ai_opt_out",
        {
            "services": {
                **LOCK,
                "default": {**LOCK, "opt_out_policy": {**LOCK, "@@assign": "optOut"}},
                "tomorrow": {"opt_out_policy": _is("optIn")},
            }
        },
    ),
    ("s3", {"s3_attributes": {"public_access_block_configuration": _is("all")}}),
    (
        "declarative_ec2",
        {
            "ec2_attributes": {
                "exception_message": _is("See https://wiki.example.com"),
                "vpc_block_public_access": {
                    "internet_gateway_block": {
                        "mode": _is("block_ingress"),
                        "exclusions_allowed": _is("enabled"),
                    }
                },
                "serial_console_access": {"status": _is("disabled")},
                "image_block_public_access": {"state": _is("block_new_sharing")},
                "snapshot_block_public_access": {"state": _is("block_all_sharing")},
                "allowed_images_settings": {
                    "state": _is("audit_mode"),
                    "image_criteria": {
                        "criteria_1": {"allowed_image_providers": {"@@append": ["amazon", "123456789012"]}},
                        "criteria_10": {
                            "image_names": _on("base-*", "b?e"),
                            "marketplace_product_codes": _on("aw0evgkw8e5c1q413zgy5pjce"),
                            "creation_date_condition": {"maximum_days_since_created": _is("300")},
                            "deprecation_time_condition": {"maximum_days_since_deprecated": _is(0)},
                        },
                    },
                },
                "vpc_encryption_control": {
                    "mode": _is("attempt_enforce"),
                    "exclusions": _on("internet_gateway", "nat_gateway"),
                },
                "instance_metadata_defaults": {
                    "http_tokens": _is("required"),
                    "http_tokens_enforced": _is("enabled"),
                    "http_put_response_hop_limit": _is("4"),
                    "http_endpoint": _is("no_preference"),
                    "instance_metadata_tags": _is("enabled"),
                },
            }
        },
    ),
    (
        "tag",
        {
            "tags": {
                "CostCenter": {
                    "tag_key": _is("costcenter"),
                    "tag_value": _on("100", "200", "300*"),
                    "enforced_for": _on("secretsmanager:ALL_SUPPORTED", "redshift:*", "dynamodb:table"),
                    "report_required_tag_for": _on("ec2:instance"),
                }
            }
        },
    ),
    ("backup", {"plans": {"Daily": PLAN, "Other": {**PLAN, "selections": BY_TYPE}}}),
    (
        "security_hub",
        {"securityhub": {"enable_in_regions": _on("ALL_SUPPORTED"), "disable_in_regions": _on()}},
    ),
    ("security_hub", {"securityhub": {**LISTS, "features": {"network_scanning": LISTS}}}),
    (
        "inspector",
        {
            "inspector": {
                "enablement": {
                    "ec2_scanning": LISTS,
                    "ecr_scanning": LISTS,
                    "code_repository_scanning": LISTS,
                    "lambda_standard_scanning": {**LISTS, "lambda_code_scanning": LISTS},
                }
            }
        },
    ),
    (
        "guardduty",
        {
            "guardduty": {
                "enablement": {
                    "default": {"foundational": ENABLED, **dict.fromkeys(PLANS, ENABLED)},
                    "us-east-1": {
                        "foundational": ENABLED,
                        "runtime_monitoring": {
                            **ENABLED,
                            "additional_configuration": dict.fromkeys(AGENTS, ENABLED),
                        },
                    },
                }
            }
        },
    ),
    (
        "bedrock",
        {
            "bedrock": {
                "guardrail_inference": {
                    "us-east-1": {
                        "config_1": {
                            "identifier": _is(GUARDRAIL),
                            "selective_content_guarding": {
                                "system": _is("selective"),
                                "messages": _is("comprehensive"),
                            },
                            "model_enforcement": {
                                "included_models": _on("ALL"),
                                "excluded_models": _on("amazon.titan-embed-text-v2:0"),
                            },
                        }
                    }
                }
            }
        },
    ),
    (
        "bedrock",
        {
            "bedrock": {
                "guardrail_inference": {
                    "us-east-1": {"config_1": {"identifier": _is(GUARDRAIL), "input_tags": _is("honor")}}
                }
            }
        },
    ),
    ("chatbot", CHATBOT),
    (
        "upgrade_rollout",
        {
            "upgrade_rollout": {
                "default": {"patch_order": _is("last")},
                "tags": {
                    "devtag": {
                        "tag_values": {
                            "tag1": {"patch_order": _is("first")},
                            "tag2": {"patch_order": _is("second")},
                        }
                    }
                },
            }
        },
    ),
    (
        "network_security_director",
        {"network_security_director": {"enablement": {"network_security_scan": LISTS}}},
    ),
]


def _state(document: dict[str, Any]) -> InheritedState:
    return descend(NOTHING, [Written("one", "Root", document)])[0]


@pytest.mark.parametrize(("type_id", "document"), SOUND)
def test_what_aws_shows_is_taken(type_id: str, document: dict[str, Any]) -> None:
    """As a document, and as an effective policy that lacks nothing."""
    assert faults_in(BY_ID[type_id], document) == ()
    assert gaps_in(BY_ID[type_id], _state(document)) == ()


def _keys(part: Part) -> set[str]:
    if not isinstance(part, Block):
        return set()
    inner = [*part.keys.values(), *([part.named.part] if part.named else [])]
    return {*part.keys}.union(*map(_keys, inner))


def _used(document: Any) -> set[str]:
    if not isinstance(document, dict):
        return set()
    return {*document}.union(*map(_used, document.values()))


@pytest.mark.parametrize("type_id", BY_ID)
def test_every_key_of_a_grammar_is_shown_by_an_example(type_id: str) -> None:
    """A key that no example uses is one that nobody has tried."""
    shown = set().union(*(_used(document) for one, document in SOUND if one == type_id))
    assert _keys(BY_ID[type_id].grammar) - shown == set()


def _tag(**parts: Any) -> dict[str, Any]:
    return {"tags": {"stage": parts}}


def _windows(**minutes: str) -> dict[str, Any]:
    windows = {f"{name}_backup_window_minutes": _is(value) for name, value in minutes.items()}
    return {"plans": {"p": {"rules": {"r": windows}}}}


def test_windows_of_backups_are_those_of_aws_backup() -> None:
    """A start window has an hour at least, a completion window has no least, and both go up to 100 years."""
    for minutes in ("60", "52560000"):
        assert faults_in(BY_ID["backup"], _windows(start=minutes, complete=minutes)) == ()
    assert faults_in(BY_ID["backup"], _windows(complete="30")) == ()


WRONG: list[tuple[str, Any, str]] = [
    ("s3", [], ": not a S3 policy: it is no JSON object"),
    ("s3", {}, ": says nothing"),
    (
        "s3",
        {"ec2_attributes": {}},
        'ec2_attributes: "ec2_attributes" is not a key here; did you mean "s3_attributes"?',
    ),
    ("s3", {"s3_attributes": []}, "s3_attributes: must be an object of keys"),
    ("s3", {"s3_attributes": {}, **LOCK}, "@@operators_allowed_for_child_policies: @@operators_allowed_for"),
    (
        "s3",
        {"s3_attributes": {"public_access_block_configuration": "all"}},
        's3_attributes.public_access_block_configuration: carries no operator; write {"@@assign": "…"}',
    ),
    (
        "s3",
        {"s3_attributes": {"public_access_block_configuration": {"@@append": ["all"]}}},
        ".@@append: @@append is for lists, and this is a single value; write @@assign",
    ),
    (
        "s3",
        {"s3_attributes": {"@@assign": "all"}},
        "s3_attributes.@@assign: @@assign sets a value, and this is",
    ),
    (
        "s3",
        {"s3_attributes": {"@@assing": "all"}},
        's3_attributes.@@assing: "@@assing" is not an inheritance',
    ),
    ("tag", _tag(tag_value={"@@asign": ["a"]}), 'did you mean "@@assign"?'),
    ("tag", _tag(tag_value=_is("a")), "tags.stage.tag_value.@@assign: must be a list"),
    ("tag", _tag(tag_value=_on("a", "a")), 'tags.stage.tag_value.@@assign[1]: "a" stands in the list twice'),
    ("tag", _tag(tag_value={"@@assign": ["a"], "@@append": ["b"]}), "@@assign replaces the list"),
    ("tag", _tag(tag_value={"@@append": ["a"], "@@remove": ["a"]}), '"a" is both added and taken away'),
    ("tag", _tag(tag_value=_on("*a*")), '"*a*" is not a tag\'s value of at most 256 characters with at most'),
    ("tag", _tag(tag_value=_is([["a"]])), "tags.stage.tag_value.@@assign[0]: must be a text"),
    ("tag", _tag(enforced_for=_on("*")), '"*" is not resource types such as dynamodb:table'),
    ("tag", _tag(tag_values=_on("a")), 'did you mean "tag_value"?'),
    (
        "tag",
        {"tags": {"Stage": {"tag_key": _is("Stage")}, "stage": {"tag_key": _is("stage")}}},
        'tags.stage: "stage" and "Stage" differ in upper and lower case alone',
    ),
    (
        "tag",
        _tag(tag_value={"@@operators_allowed_for_child_policies": ["@@all", "@@assign"]}),
        "tags.stage.tag_value.@@operators_allowed_for_child_policies: @@all and @@none stand alone",
    ),
    (
        "tag",
        _tag(tag_key={"@@operators_allowed_for_child_policies": ["@@append"]}),
        '"@@append" can\'t be allowed or forbidden here',
    ),
    (
        "tag",
        _tag(tag_key={"@@operators_allowed_for_child_policies": "@@none"}),
        "must be a list of operators",
    ),
    ("ai_opt_out", {"services": {"Lex": {}}}, 'services.Lex: "Lex" is not the key of an AI service in lower'),
    ("ai_opt_out", {"services": {"comprehnd": {}}}, 'did you mean "comprehend"?'),
    ("ai_opt_out", {"services": {"lex": {"opt_out_policy": _is("optout")}}}, 'did you mean "optOut"?'),
    (
        "declarative_ec2",
        {"ec2_attributes": {"instance_metadata_defaults": {"http_put_response_hop_limit": _is("0")}}},
        '"0" is not -1 or a whole number from 1 to 64',
    ),
    (
        "declarative_ec2",
        {"ec2_attributes": {"allowed_images_settings": {"image_criteria": {"criteria_11": {}}}}},
        '"criteria_11" is not criteria_1 to criteria_10',
    ),
    (
        "declarative_ec2",
        {"ec2_attributes": {"image_block_public_access": {"state": _is("block_all_sharing")}}},
        '"block_all_sharing" is not one of unblocked, block_new_sharing',
    ),
    (
        "security_hub",
        {"securityhub": {"enable_in_regions": _on("eu-west-9"), "disable_in_regions": _on()}},
        'securityhub.enable_in_regions.@@assign[0]: "eu-west-9" is not the code of a region or ALL_SUPPORTED',
    ),
    (
        "guardduty",
        {"guardduty": {"enablement": {"everywhere": {}}}},
        '"everywhere" is not the code of a region',
    ),
    (
        "bedrock",
        {
            "bedrock": {
                "guardrail_inference": {
                    "us-east-1": {"config_1": {"identifier": _is(GUARDRAIL.replace(":1", ":DRAFT"))}}
                }
            }
        },
        "is not a guardrail's ARN with a version that isn't DRAFT",
    ),
    (
        "backup",
        {"plans": {"p": {"rules": {"r": {"schedule_expression": _is("daily")}}}}},
        '"daily" is not an',
    ),
    (
        "backup",
        _windows(start="59"),
        '"59" is not a whole number from 60 to 52,560,000; write a whole number from 60 to 52,560,000',
    ),
    ("backup", _windows(complete="52560001"), '"52560001" is not a whole number from 1 to 52,560,000'),
    (
        "chatbot",
        {"chatbot": {"platforms": {"slack": {"client": _is("on")}}}},
        'chatbot.platforms.slack.client.@@assign: "on" is not one of enabled, disabled',
    ),
    (
        "upgrade_rollout",
        {"upgrade_rollout": {"default": {"upgrade_order": _is("last")}}},
        'upgrade_rollout.default.upgrade_order: "upgrade_order" is not a key here',
    ),
    (
        "network_security_director",
        {"network_security_director": {"enablement": {"network_scan": LISTS}}},
        'did you mean "network_security_scan"?',
    ),
    (
        "declarative_ec2",
        {"ec2_attributes": {"vpc_encryption_control": {"mode": _is("enforce")}}},
        '"enforce" is not one of unmanaged, attempt_monitor, attempt_enforce',
    ),
    (
        "declarative_ec2",
        {"ec2_attributes": {"vpc_encryption_control": {"exclusions": _on("internet")}}},
        '"internet" is not one of internet_gateway, egress_only_internet_gateway',
    ),
    (
        "declarative_ec2",
        {"ec2_attributes": {"instance_metadata_defaults": {"http_tokens_enforced": _is("required")}}},
        '"required" is not one of no_preference, enabled, disabled',
    ),
    ("backup", {"plans": {"p": {"regions": _on("ALL_SUPPORTED")}}}, "is not the code of a region"),
]


@pytest.mark.parametrize(("type_id", "document", "told"), WRONG)
def test_what_is_wrong_is_told(type_id: str, document: Any, told: str) -> None:
    """One mistake, one fault, with its place and a way out of it."""
    (fault,) = faults_in(BY_ID[type_id], document)
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault.path).lstrip(".")
    assert told in f"{path}: {fault.problem}; {fault.remedy}"


def _without(document: Any, *path: str) -> Any:
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return copy


BACKUP = {"plans": {"Daily": PLAN}}
GAPS: list[tuple[str, Any, str]] = [
    ("backup", _without(BACKUP, "plans", "Daily", "selections"), "plans.Daily: lacks selections"),
    (
        "backup",
        _without(BACKUP, "plans", "Daily", "rules", "Hourly", "schedule_expression"),
        "plans.Daily.rules.Hourly: lacks schedule_expression",
    ),
    (
        "backup",
        {"plans": {"Daily": {**PLAN, "selections": {**BY_TAG, **BY_TYPE}}}},
        "plans.Daily.selections: needs either tags or resources",
    ),
    (
        "backup",
        {
            "plans": {
                "Daily": {**PLAN, "rules": {"Hourly": {**RULE, "enable_continuous_backup": _is("true")}}}
            }
        },
        "plans.Daily.rules.Hourly.lifecycle.delete_after_days: continuous backups are kept 35 days at most",
    ),
    (
        "backup",
        {
            "plans": {
                "Daily": {
                    **PLAN,
                    "rules": {
                        "Hourly": {
                            **RULE,
                            "lifecycle": {
                                "move_to_cold_storage_after_days": _is("28"),
                                "delete_after_days": _is("100"),
                            },
                        }
                    },
                }
            }
        },
        ".lifecycle.delete_after_days: is deleted after 100 days, 90 days after day 28 at the earliest",
    ),
    (
        "backup",
        _without(BACKUP, "plans", "Daily", "scan_settings"),
        "plans.Daily.rules.Hourly.scan_actions: scans nothing without scan_settings",
    ),
    (
        "security_hub",
        {"securityhub": {"enable_in_regions": _on("us-east-1")}},
        "securityhub: lacks disable_in",
    ),
    (
        "inspector",
        {"inspector": {"enablement": {"ec2_scanning": {"enable_in_regions": _on("us-east-1")}}}},
        "inspector.enablement.ec2_scanning: lacks disable_in_regions",
    ),
    (
        "guardduty",
        {"guardduty": {"enablement": {"us-east-1": {"s3_data_events": ENABLED}}}},
        "guardduty.enablement.us-east-1: s3_data_events is enabled without foundational",
    ),
    (
        "bedrock",
        {"bedrock": {"guardrail_inference": {"eu-west-1": {"config_1": {"identifier": _is(GUARDRAIL)}}}}},
        "bedrock.guardrail_inference.eu-west-1.config_1.identifier: the guardrail is of us-east-1",
    ),
    (
        "tag",
        _tag(tag_key=_is("stages")),
        'tags.stage.tag_key: "stages" has other letters than its policy key',
    ),
    (
        "declarative_ec2",
        {"ec2_attributes": {"allowed_images_settings": {"state": _is("enabled")}}},
        "ec2_attributes.allowed_images_settings: allows no image at all",
    ),
    (
        "declarative_ec2",
        {
            "ec2_attributes": {
                "vpc_block_public_access": {"internet_gateway_block": {"mode": _is("block_ingress")}}
            }
        },
        "ec2_attributes.vpc_block_public_access.internet_gateway_block: lacks exclusions_allowed",
    ),
]


@pytest.mark.parametrize(("type_id", "document", "told"), GAPS)
def test_what_an_effective_policy_lacks_is_told(type_id: str, document: Any, told: str) -> None:
    """Such a document is fine by itself: a policy above or below may complete it."""
    assert faults_in(BY_ID[type_id], document) == ()
    (gap,) = gaps_in(BY_ID[type_id], _state(document))
    assert told in f"{'.'.join(map(str, gap.path))}: {gap.problem}"


def test_a_list_that_a_child_empties_is_not_missing() -> None:
    """Security Hub wants both lists; one whose last region was taken out is there all the same."""
    parent = {"securityhub": {"enable_in_regions": _on("us-east-1"), "disable_in_regions": _on("us-west-2")}}
    child = {"securityhub": {"disable_in_regions": {"@@remove": ["us-west-2"]}}}
    state, _ = descend(_state(parent), [Written("child", "One", child)])
    assert plain(state) == {"securityhub": {"enable_in_regions": ["us-east-1"]}}
    assert gaps_in(BY_ID["security_hub"], state) == ()


def test_types_are_those_of_the_api() -> None:
    """Organizations computes an effective policy of each."""
    shapes = Loader().load_service_model("organizations", "service-2")["shapes"]
    assert BY_API_NAME.keys() == set(shapes["EffectivePolicyType"]["enum"])


def test_published_quotas_are_used_and_none_is_made_up() -> None:
    """For the newer types AWS's page has no figures."""
    unpublished = {one.id for one in BY_ID.values() if aws_facts.published_quota(one.api_name) is None}
    assert unpublished == {
        "s3",
        "guardduty",
        "inspector",
        "bedrock",
        "upgrade_rollout",
        "network_security_director",
    }
