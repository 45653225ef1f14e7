"""Write the file with what others manage: what `organization.foreign` names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from guardrails.organization import Provenance
from guardrails.organization.center_form import CenterForm
from guardrails.organization.form import FOREIGN
from guardrails.policy.language.document import SCP
from guardrails.posture.interchange.form import to_form
from guardrails.posture.model import Policy, Posture

_ASSUMED = ":assumed-role/"


def foreign_text(
    posture: Posture,
    on: dt.date,
    by: str,
    center: CenterForm | None = None,
    trails: Iterable[str] = (),
) -> str:
    """Render the policies of others as a file that may be committed: the same posture gives the same bytes.

    Descriptions are left out, as they may name somebody. Policies that bind requests are sorted by name.
    Policies of the other types keep their order, because AWS takes the one that was attached first.

    Args:
        posture: the organization with every policy that the baseline doesn't manage, those of AWS included.
        on: the day (UTC) on which it was read.
        by: the ARN of who read it.
        center: the permission sets, groups and assignments that the baseline doesn't manage.
        trails: the ARNs of organization trails that the baseline doesn't make.
    """
    form = to_form(
        replace(
            posture,
            policies=tuple(
                sorted(
                    map(_bare, posture.policies),
                    key=lambda policy: (policy.type != SCP, not policy.aws_managed, policy.name),
                )
            ),
            management=tuple(
                replace(policy, description="", entry="", foreign=True) for policy in posture.management
            ),
            scope=(),
            read=Provenance(on, reader(by)),
        )
    )
    of_others = {"identity_center": center, "trails": tuple(sorted(trails))}
    return form.model_copy(update=of_others).model_dump_json(indent=2) + "\n"


def reader(arn: str) -> str:
    """Return the ARN of a reader without what names a person: a session, or an e-mail address.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    """
    head, assumed, role = arn.partition(_ASSUMED)
    if assumed:
        return f"{head}{assumed}{role.partition('/')[0]}"
    return arn.rpartition("/")[0] if "@" in arn else arn


def _bare(policy: Policy) -> Policy:
    family = "aws" if policy.aws_managed else FOREIGN
    return replace(policy, family=family, description="", intents=())
