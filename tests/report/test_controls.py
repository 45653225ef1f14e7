"""The pages of the controls: as the controls are now, and saying what a reader looks for."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from guardrails.controls import Control, cases_of, control, controls
from guardrails.controls.control import ControlContext, denying
from guardrails.controls.explained import document_of, effects, parameters_of
from guardrails.controls.presets import PRESETS
from guardrails.policy import Statement
from guardrails.report.controls import as_json, by_family, markdown, text
from scripts.controls_pages import FOLDER, PRESETS_PAGE, pages, presets_page
from tests.baselines import SMALL, load_small
from tests.committed import assert_fresh, assert_same_files
from tests.oracle import Request, applies

ALL = list(controls().values())


@pytest.mark.slow
def test_no_page_is_stale() -> None:
    """Every control has one, and there is none of a control that is gone."""
    assert_fresh(PRESETS_PAGE, presets_page())
    assert_same_files(FOLDER, dict(pages()))


@pytest.mark.slow
def test_the_presets_page_shows_what_can_be_written() -> None:
    """Its example loads as it stands, and each preset is in the tables."""
    page = presets_page()
    example = page.partition("```yaml\n")[2].partition("```")[0]
    before, _, after = SMALL.partition("guardrails:\n")
    loaded = load_small(before + example + after[after.index("trail:\n") :])
    standing = {(one.control, path) for one in loaded.guardrails for path in one.at}
    assert {("deny_iam_users", "Workloads"), ("deny_root_user", "Root"), ("deny_vpn", "Sandbox")} <= standing
    assert not {("deny_default_vpc", "Root"), ("deny_iam_users", "Root")} & standing
    for name, preset in PRESETS.items():
        types = {controls()[one].type for one in preset.controls}
        assert page.count(f"| `{name}` |") == len(types)


@pytest.mark.slow
def test_the_list_names_every_control_once() -> None:
    """Grouped by family, each with a page."""
    listed = [one.id for ours in by_family(controls()).values() for one in ours]
    assert sorted(listed) == list(controls())
    assert set(pages()) == {"README.md", *(f"{one}.md" for one in listed)}
    assert all(pages()["README.md"].count(f"({one}.md)") == 1 for one in listed)


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_a_page_says_everything(found: Control) -> None:
    """Why, source, limits, every parameter, every statement, every case, and the policy itself."""
    page = "\n".join(markdown(found))
    assert found.source in page
    assert all(one.name in page and one.meaning in page for one in parameters_of(found))
    assert all(f"**{one.statement.sid}** denies" in page for one in effects(found))
    assert page.count("\n| denied |") == sum(case.expect == "denied" for case in cases_of(found.id))
    assert json.loads(page.partition("```json\n")[2].partition("```")[0]) == document_of(found).to_dict()
    assert "".join(found.limits.split()) in "".join(page.split())


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_the_effect_is_what_the_statements_deny(found: Control) -> None:
    """The actions told are those that the statement's patterns cover, by a second opinion."""
    for told in as_json(found)["statements"]:
        bare = {**told["statement"], "Resource": "*"}
        bare = {key: value for key, value in bare.items() if key not in ("Condition", "NotResource")}
        assert all(applies(bare, Request(action)) for action in told["denies"][:50])
        assert "iam:GetUser" in told["denies"] or not applies(bare, Request("iam:GetUser"))


def test_many_actions_are_counted_on_a_terminal() -> None:
    """Nobody reads hundreds of names there; JSON has them all."""

    def everything(context: ControlContext) -> tuple[Statement, ...]:
        return denying("DenyMuch", ("s3:*", "ec2:*"))(context)

    found = replace(control("deny_leaving_organization"), statements=everything)
    lines = list(text(found))
    assert "  s3:*, ec2:*" in lines
    assert len(as_json(found)["statements"][0]["denies"]) > 500


def test_what_a_parameter_may_be() -> None:
    """Its kind in words, and what it is when left out."""
    kinds = {(found.id, one.name): (one.kind, one.default) for found in ALL for one in parameters_of(found)}
    assert kinds["limit_instance_types", "ec2"] == ("list", "[]")
    assert kinds["deny_key_deletion", "after_days"] == ("number", "null")
    assert kinds["require_permissions_boundary", "boundaries"] == ("list", None)
    assert kinds["deny_unused_regions", "services_elsewhere"] == ("mapping", "{}")
