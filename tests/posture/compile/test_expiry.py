"""Exemptions that end: AWS itself stops exempting the principal, with nothing deployed."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from guardrails.baseline import Baseline
from guardrails.controls import ControlContext, NoParameters
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.request import request_of
from guardrails.posture import Posture, compile_posture
from guardrails.posture.interchange.form import to_json
from tests.baselines import changed, load_small
from tests.oracle import Request, denied
from tests.posture.trees import documents

SHOP = "Workloads/Prod/shop"
ROLE = "arn:aws:iam::444444444441:role/{}"
NOW = "aws:CurrentTime"
LAST = dt.date(2026, 9, 30)
BEFORE, AFTER = "2026-09-30T23:59:59Z", "2026-10-01T00:00:00Z"
DAYS = (dt.date(2026, 7, 1), dt.date(2026, 9, 30), dt.date(2027, 1, 31))


def _with(*entries: tuple[str, dt.date | None, str]) -> Baseline:
    """Load the small baseline with exemptions: name of the role, last day, further lines."""
    text = "".join(
        f"  e{number}:\n    principal: arn:aws:iam::*:role/{role}\n    owner: me\n    reason: it\n"
        + (f"    expires: {last}\n" if last else "")
        + more
        for number, (role, last, more) in enumerate(entries)
    )
    return load_small(changed(("exemptions:\n", f"exemptions:\n{text}")))


def _may(posture: Posture, role: str, when: str, action: str = "iam:CreateUser", **more: str) -> bool:
    """Ask the engine and the oracle; they must agree."""
    who, region = ROLE.format(role), more.get("region", "eu-central-1")
    context = {NOW: [when]}
    request = Request(action, region, who, more.get("resource", "*"), context)
    levels = [[policy.document for policy in level] for level in posture.inherited(SHOP)]
    keys = {NOW: when, "aws:RequestedRegion": region}
    verdict = Ruleset(levels).decide(request_of(action, request.resource, who, keys)).decision
    assert verdict == ("deny" if denied(documents(posture), SHOP, request) else "allow")
    return verdict == "allow"


def test_aws_ends_an_exemption_at_the_end_of_its_last_day() -> None:
    """A second earlier the principal is exempt, from midnight on it isn't; the permanent one always is."""
    posture = compile_posture(_with(("migration", LAST, "")))
    assert _may(posture, "migration", BEFORE)
    assert not _may(posture, "migration", AFTER)
    assert not _may(posture, "migration", "2031-01-01T12:00:00Z")
    assert _may(posture, "break-glass", AFTER)
    assert not _may(posture, "somebody", BEFORE)
    assert not _may(posture, "somebody", AFTER)


def test_every_control_ends_it() -> None:
    """Region, service and protection alike, wherever they stand."""
    posture = compile_posture(_with(("migration", LAST, "")))
    for action, more in (
        ("ec2:RunInstances", {"region": "us-east-1"}),
        ("gamelift:CreateFleet", {}),
        ("s3:DeleteObject", {"resource": "arn:aws:s3:::exampleorg1-trail/x"}),
    ):
        assert _may(posture, "migration", BEFORE, action, **more)
        assert not _may(posture, "migration", AFTER, action, **more)


def test_several_days_end_one_after_the_other() -> None:
    """Each principal until its own last day."""
    posture = compile_posture(_with(*((f"r{number}", day, "") for number, day in enumerate(DAYS))))
    for number, day in enumerate(DAYS):
        assert _may(posture, f"r{number}", f"{day}T23:59:59Z")
        assert not _may(posture, f"r{number}", f"{day + dt.timedelta(days=1)}T00:00:00Z")


def test_an_exemption_from_one_control_ends_there_alone() -> None:
    """What the entry doesn't free from, it neither frees from before nor after."""
    posture = compile_posture(_with(("migration", LAST, "    controls: [deny_iam_users]\n")))
    assert [_may(posture, "migration", when) for when in (BEFORE, AFTER)] == [True, False]
    elsewhere = [
        _may(posture, "migration", when, "ec2:RunInstances", region="us-east-1") for when in (BEFORE, AFTER)
    ]
    assert elsewhere == [False, False]
    regions = next(policy for policy in posture.declared if policy.key == "regions-r-ex4m")
    assert len(regions.document.statements) == 1


def test_the_longest_of_several_exemptions_counts() -> None:
    """One without an end never ends, whatever other entries say of the same principal."""
    twice = compile_posture(_with(("migration", DAYS[0], ""), ("migration", DAYS[1], "")))
    assert _may(twice, "migration", f"{DAYS[1]}T23:59:59Z")
    assert not _may(twice, "migration", AFTER)
    for_ever = compile_posture(_with(("migration", DAYS[0], ""), ("migration", None, "")))
    assert _may(for_ever, "migration", "2031-01-01T12:00:00Z")
    permanent = compile_posture(_with(("migration", None, "")))
    assert documents(for_ever) == documents(permanent)


def test_who_is_temporarily_exempt_stays_protected() -> None:
    """Nobody makes or changes the role, neither while the exemption lasts nor when it is over."""
    entry = "  t: { principal: 'arn:aws:iam::*:role/migration', owner: me, reason: it, expires: 2026-09-30 }"
    text = changed(
        ("- control: deny_iam_users", "- control: protect_exempt_roles\n  - control: deny_iam_users"),
        ("exemptions:\n", f"exemptions:\n{entry}\n"),
    )
    posture = compile_posture(load_small(text))
    for when in (BEFORE, AFTER):
        assert not _may(posture, "somebody", when, "iam:PutRolePolicy", resource=ROLE.format("migration"))
    assert _may(posture, "migration", BEFORE, "iam:PutRolePolicy", resource=ROLE.format("break-glass"))
    assert not _may(posture, "migration", AFTER, "iam:PutRolePolicy", resource=ROLE.format("break-glass"))


def test_sids_stay_unique_and_valid() -> None:
    """Letters and digits, each once a document."""
    posture = compile_posture(_with(*((f"r{number}", day, "") for number, day in enumerate(DAYS))))
    for policy in posture.declared:
        sids = [statement.sid for statement in policy.document.statements if statement.sid]
        assert len(set(sids)) == len(sids)
        assert all(sid.isalnum() and sid.isascii() for sid in sids)
    sids = [one.sid for policy in posture.declared for one in policy.document.statements]
    assert "DenyIamUsersAfter20260930" in sids


def test_the_last_day_of_the_calendar_is_no_accident() -> None:
    """There is no day after it."""
    posture = compile_posture(_with(("migration", dt.date.max, "")))
    assert _may(posture, "migration", "9999-12-30T12:00:00Z")


def test_an_entry_that_is_over_and_one_that_is_gone_say_the_same() -> None:
    """Once AWS has ended the exemption, removing the entry changes the text and nobody's permissions."""
    over = compile_posture(_with(("migration", LAST, "")))
    gone = compile_posture(_with())
    for role in ("migration", "break-glass", "somebody"):
        for action, region in (("iam:CreateUser", "eu-central-1"), ("ec2:RunInstances", "us-east-1")):
            assert _may(over, role, AFTER, action, region=region) == _may(
                gone, role, AFTER, action, region=region
            )


def test_the_day_of_the_synthesis_is_not_in_the_policies() -> None:
    """What is compiled on the last day, a day before and a day after is the same."""
    data = _with(("migration", LAST, ""))
    assert to_json(compile_posture(data)) == to_json(compile_posture(data))
    assert "2026-10-01T00:00:00Z" in to_json(compile_posture(data))


_ROLES = ("alpha", "beta", "gamma")
_entries = st.lists(
    st.tuples(
        st.sampled_from(_ROLES),
        st.sampled_from((*DAYS, None)),
        st.sampled_from(("", "    controls: [deny_iam_users]\n", "    controls: [protect_trail]\n")),
    ),
    max_size=4,
)


@given(entries=_entries, when=st.sampled_from([f"{d}T{t}Z" for d in DAYS for t in ("00:00:00", "23:59:59")]))
def test_who_is_exempt_when_is_what_the_entries_say(
    entries: list[tuple[str, dt.date | None, str]], when: str
) -> None:
    """For every role and at every moment, an entry that frees it and isn't over yet is what frees it."""
    posture = compile_posture(_with(*entries))
    for role in _ROLES:
        exempt = any(
            name == role and "protect_trail" not in more and (last is None or when[:10] <= str(last))
            for name, last, more in entries
        )
        assert _may(posture, role, when) == exempt


def test_a_context_knows_who_is_left() -> None:
    """After a day, those whose last day it was are exempt no more; the others' ends stay known."""
    context = ControlContext(NoParameters(), exempt=("a", "b", "c"), endings=(("a", DAYS[0]), ("b", DAYS[1])))
    assert context.after(DAYS[0]).exempt == ("b", "c")
    assert context.after(DAYS[0]).endings == (("b", DAYS[1]),)
    assert context.after(DAYS[1]).exempt == ("c",)
