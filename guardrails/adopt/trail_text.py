"""The section `trail` of an adopted baseline: the organization trail that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrails.adopt.section_text import SectionText
from guardrails.adopt.yaml_text import YamlBlock, YamlNode
from guardrails.capture import Capture
from guardrails.capture.sections.trail import CapturedTrail
from guardrails.capture.trail_strength import Weakness, weaknesses
from guardrails.organization import Account, Organization

_COMMENT = (
    "The organization trail that was there. Nothing here makes, changes or deletes it, and no second copy of"
    " events is paid. Add `search` and `alerts` to use it."
)
_ACCOUNT_ID = re.compile(r"(?<!\d)\d{12}(?!\d)")


def existing_trail(capture: Capture) -> CapturedTrail | None:
    """Return the organization trail that a baseline can name: of several one that records, by its ARN."""
    trails = capture.trails.trails if capture.trails is not None else None
    of_organization = [trail for trail in trails or () if trail.organization]
    ranked = sorted(of_organization, key=lambda trail: (not trail.logging, not trail.multi_region, trail.arn))
    return ranked[0] if ranked else None


def trail_section(capture: Capture, tree: Organization) -> SectionText:
    """Write `trail.existing`; nothing where there is no organization trail."""
    trail = existing_trail(capture)
    if trail is None:
        return SectionText()
    owner = bucket_owner(trail, tree)
    if owner is None:
        return SectionText(lacking=(_unowned(trail),))
    nodes = [YamlNode("existing", YamlBlock(tuple(_existing(trail))))]
    if owner != tree.management_account:
        nodes.append(YamlNode("archive_account", owner.path, beside=f"owns the bucket {trail.bucket}"))
    section = YamlNode("trail", YamlBlock(tuple(nodes)), (_COMMENT,))
    return SectionText((section,), lacking=tuple(_weaker(trail, capture)))


def bucket_owner(trail: CapturedTrail, tree: Organization) -> Account | None:
    """Return the account that owns a trail's bucket, as far as names tell: no call of AWS does.

    AWS Control Tower writes the account into the bucket's name. Otherwise a key in a member account tells:
    people keep both in one account.

    Source: https://docs.aws.amazon.com/controltower/latest/userguide/shared-account-resources.html
    """
    accounts = {account.id: account for account in (tree.management_account, *tree.accounts)}
    named = [accounts[number] for number in _ACCOUNT_ID.findall(trail.bucket) if number in accounts]
    if len(named) == 1:
        return named[0]
    key_account = accounts.get(trail.key.split(":")[4]) if trail.key else None
    return key_account if key_account != tree.management_account else None


def _existing(trail: CapturedTrail) -> Iterator[YamlNode]:
    yield YamlNode("arn", trail.arn)
    yield YamlNode("bucket", trail.bucket)
    for key, value in (
        ("prefix", trail.prefix.strip("/")),
        ("key", trail.key),
        ("log_group", trail.log_group),
    ):
        if value:
            yield YamlNode(key, value)


def _unowned(trail: CapturedTrail) -> str:
    return (
        f"The organization trail {trail.name} ({trail.arn}) stays as it is: no call says which account owns"
        f" the bucket {trail.bucket}. Write trail.existing and archive_account by hand."
    )


def _weaker(trail: CapturedTrail, capture: Capture) -> Iterator[str]:
    outcomes = list(weaknesses(trail, capture))
    problems = [
        f"{outcome.subject} {outcome.problem}" for outcome in outcomes if isinstance(outcome, Weakness)
    ]
    unknown = _actions([outcome.actions for outcome in outcomes if not isinstance(outcome, Weakness)])
    if problems:
        yield (
            f"The organization trail {trail.name} is used as it is, and weaker than one that a baseline"
            f" makes: {'; '.join(problems)}."
        )
    if unknown:
        yield f"The strength of {trail.name} isn't known in all parts without {', '.join(unknown)}."


def _actions(actions: Sequence[Sequence[str]]) -> list[str]:
    return sorted({action for several in actions for action in several})
