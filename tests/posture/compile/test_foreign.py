"""Policies of others in a posture: as they are attached, counted, and in no stack."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from guardrails.errors import InputError
from guardrails.management_policies import ManagementPolicy
from guardrails.policy.language.document import RCP, SCP
from guardrails.posture import Policy, compile_posture
from guardrails.posture.compile.limits import limits_of
from guardrails.posture.interchange.foreign import foreign_text, reader
from guardrails.posture.interchange.form import to_json
from guardrails.posture.interchange.reading import from_json
from tests.baselines import OWN, changed, load_small
from tests.posture.foreign import (
    DAY,
    FILE,
    GUARDRAIL,
    READER,
    TOWER,
    attached,
    denying,
    document,
    foreign_in,
    load_foreign,
    naming,
    text_of,
)

AI = '{"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}}'


def _many(number: int, target: str = "Security") -> tuple[Policy, ...]:
    return tuple(
        attached(target, f"their-{index}", document(denying(f"sqs:Action{index}"))) for index in range(number)
    )


def test_they_stand_where_others_attached_them() -> None:
    """With the line of the file that names each, and as somebody read them."""
    posture = compile_posture(load_foreign(*TOWER))
    assert foreign_in(posture) == [("Root", GUARDRAIL), ("Workloads", f"{GUARDRAIL}-2")]
    assert posture.read is not None
    assert posture.read.on == DAY
    first = next(policy for policy in posture.policies if policy.foreign)
    assert (first.intents, first.origins[0].file) == ((FILE,), FILE)
    assert first.origins[0].line > 1


def test_what_the_baseline_declares_stays_the_same() -> None:
    """No template changes: the stacks declare what they declare without the file."""
    with_others, alone = compile_posture(load_foreign(*TOWER)), compile_posture(load_small())
    assert with_others.declared == tuple(
        replace(policy, origins=new.origins)
        for policy, new in zip(alone.declared, with_others.declared, strict=True)
    )
    assert alone.read is None


def test_a_node_has_fullawsaccess_unless_others_detached_it() -> None:
    """What is allowed at a node is what its policies allow."""
    posture = compile_posture(load_foreign(*TOWER, detached=("Workloads/Prod",)))
    lacking = {node.path for node in posture.organization.nodes} - {
        policy.target for policy in posture.policies if policy.aws_managed
    }
    assert lacking == {"Workloads/Prod"}


def test_a_resource_control_policy_of_others_brings_that_of_aws() -> None:
    """AWS attaches RCPFullAWSAccess everywhere, once the type is enabled."""
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}
    posture = compile_posture(load_foreign(attached("Root", "their-rcp", document(statement), RCP)))
    managed = [policy.name for policy in posture.policies if policy.aws_managed and policy.type == RCP]
    assert len(managed) == len(posture.organization.nodes)


def test_slots_count_the_larger_of_what_is_reserved_and_what_the_file_names() -> None:
    """A reserved slot isn't counted again for a policy that is in the file."""
    files = {FILE: text_of(*_many(3))}
    reserving = "  reserved_slots: {{ default: 2, overrides: {{ Security: {} }} }}\nregions:\n  allowed"
    for reserved, taken, field in ((2, 4, "foreign"), (6, 6, "reserved_slots")):
        text = naming(changed(("regions:\n  allowed", reserving.format(reserved))))
        limits = limits_of(load_small(text, files))[SCP]
        assert limits.taken("Security") == taken
        assert limits.counted_in("Security") == field
        assert limits.taken("Workloads") == 2
        assert limits.slots("Security") == limits.attached - taken


def test_a_node_without_room_names_ours_and_theirs() -> None:
    """Nine of others and FullAWSAccess leave none for a guardrail of the baseline."""
    [policy, *others] = _many(9)
    with pytest.raises(InputError) as caught:
        compile_posture(load_foreign(policy, *others))
    problems = [finding.problem for finding in caught.value.findings]
    assert len(problems) == 1
    assert "at Security, where no policy can be attached any more" in problems[0]
    assert "deny_unused_regions needs" in problems[0]
    names = ", ".join(f"their-{index}" for index in range(9))
    assert f"10 may be attached, 10 are by others: {names} of {FILE}" in problems[0]
    assert "that `organization.foreign` counts there" in caught.value.findings[0].remedy


def test_two_of_ours_find_no_room_beside_eight_of_theirs() -> None:
    """The guardrails of the node are packed into what is left."""
    own = "  - document: policies/own.json\n    at: [Security]\n"
    second = changed((own, own + own.replace("own.json", "b.json")))
    files = {"policies/b.json": OWN, FILE: text_of(*_many(8))}
    with pytest.raises(InputError) as caught:
        compile_posture(load_small(naming(second), files))
    [finding] = caught.value.findings
    assert "policies/" in finding.problem
    assert "9 are by others: their-0" in finding.problem


def test_a_policy_of_the_baseline_is_none_of_others() -> None:
    """A file that was read with them would count them twice."""
    ours = next(policy for policy in compile_posture(load_small()).declared if policy.target == "Root")
    with pytest.raises(InputError) as caught:
        compile_posture(load_foreign(replace(ours, aws_managed=False)))
    [finding] = caught.value.findings
    assert finding.location.file == FILE
    assert finding.problem == f"{ours.name} is a policy that the baseline itself declares"
    assert "capture --foreign" in finding.remedy


def test_what_sets_services_is_inherited_from_others_too() -> None:
    """And no stack declares it."""
    policy = ManagementPolicy("k", "their-ai", "AISERVICES_OPT_OUT_POLICY", "Root", "", AI)
    compiled = compile_posture(load_small())
    by_aws = tuple(one for one in compiled.policies if one.aws_managed)
    posture = replace(compiled, policies=by_aws, management=(policy,))
    compiled = compile_posture(load_small(naming(), {FILE: foreign_text(posture, DAY, READER)}))
    assert [(one.name, one.foreign, one.entry) for one in compiled.management] == [("their-ai", True, FILE)]
    assert compiled.declared_management == ()


def test_as_json_they_are_told_from_ours() -> None:
    """Another tool reads them back as those of others."""
    posture = compile_posture(load_foreign(*TOWER))
    form = json.loads(to_json(posture))
    assert form["read"] == {"on": "2026-05-20", "by": "arn:aws:sts::111111111111:assumed-role/Auditor"}
    again = from_json(json.dumps(form), "posture.json")
    assert foreign_in(again) == foreign_in(posture)
    assert again.read == posture.read
    assert json.loads(to_json(compile_posture(load_small())))["read"] is None


def test_the_file_has_one_order() -> None:
    """Whatever the order in which AWS lists them: a reviewer sees only what changed."""
    assert text_of(*_many(3)) == text_of(*reversed(_many(3)))


@pytest.mark.parametrize(
    ("arn", "written"),
    [
        (READER, "arn:aws:sts::111111111111:assumed-role/Auditor"),
        ("arn:aws:iam::111111111111:user/ada", "arn:aws:iam::111111111111:user/ada"),
        ("arn:aws:iam::111111111111:user/team/ada@example.com", "arn:aws:iam::111111111111:user/team"),
        ("arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:root"),
    ],
)
def test_who_read_it_is_written_without_a_person(arn: str, written: str) -> None:
    """The file may be committed: sessions and e-mail addresses stay out."""
    assert reader(arn) == written
