"""Run the proof: every world once, and what no class shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from guardrails import aws_facts
from guardrails.baseline.model import Baseline
from guardrails.baseline.scope import limited_to
from guardrails.errors import Location
from guardrails.policy import action_set
from guardrails.policy.language.document import TYPES
from guardrails.posture.model import Posture
from guardrails.posture.prove.elevations import elevation_findings
from guardrails.posture.prove.examination.questions import Questions
from guardrails.posture.prove.foreign import foreign_failures, without_others
from guardrails.posture.prove.lockout.run import lockouts
from guardrails.posture.prove.report import Failure, ProofError, ProofReport, Unproven
from guardrails.posture.prove.scope import outside, strays
from guardrails.posture.prove.unasked import unasked
from guardrails.posture.prove.worlds import World, worlds


def prove(baseline: Baseline, posture: Posture, *, today: dt.date | None = None) -> ProofReport:
    """Prove the five obligations on a posture.

    The proof is exact relative to the catalogue of actions and regions, whose day the report names. It makes
    one decision for every class of requests that the policies or the baseline tell apart. A class that can't
    be decided exactly is reported as not proven.

    Args:
        baseline: the intents.
        posture: the policies compiled from it, or those that stand in their place.
        today: the day (UTC) that ends of exemptions and acceptances are held against; neither of them counts
            where it is left out.
    """
    all_worlds, own_posture = worlds(baseline, posture), without_others(baseline, posture)
    own_worlds = all_worlds if own_posture is posture else worlds(baseline, own_posture)
    failures: dict[object, Failure] = {}
    unproven: set[Unproven] = set()
    equivalence_classes = 0
    questions = Questions(baseline)
    decided: dict[object, tuple[Failure | Unproven, ...]] = {}
    _note(failures, (*_standing(baseline, posture, today), *strays(baseline, posture)))
    _note(failures, foreign_failures(baseline, posture))
    elevated = list(elevation_findings(baseline))
    unproven.update(finding for finding in elevated if isinstance(finding, Unproven))
    _note(failures, (finding for finding in elevated if isinstance(finding, Failure)))
    for world in own_worlds:
        findings: list[Failure | Unproven] = []
        for key, examine in questions.examinations(world):
            if key not in decided:
                examination = examine()
                decided[key] = tuple(examination.findings())
                equivalence_classes += examination.equivalence_classes
            findings += decided[key]
        unproven.update(finding for finding in findings if isinstance(finding, Unproven))
        _note(failures, (finding for finding in findings if isinstance(finding, Failure)), world)
    for world in all_worlds:
        findings = list(lockouts(baseline, world))
        unproven.update(finding for finding in findings if isinstance(finding, Unproven))
        _note(failures, (finding for finding in findings if isinstance(finding, Failure)), world)
    outside_accounts = outside(baseline, posture.organization)
    report = ProofReport(
        tuple(
            sorted(
                failures.values(), key=lambda failure: (failure.obligation, failure.location, failure.name)
            )
        ),
        tuple(sorted(unproven)),
        sum(world.existing for world in all_worlds),
        sum(len(world.units_to_come) for world in all_worlds),
        len(all_worlds),
        equivalence_classes,
        action_set.count(action_set.catalogue_actions()),
        len(aws_facts.all_regions()),
        aws_facts.catalogue_date(),
        scope=limited_to(baseline),
        outside=len(outside_accounts),
        unasked=unasked(baseline, posture),
        read=posture.read,
    )
    return report if today is None else report.accepting(baseline, today)


def _note(
    failures: dict[object, Failure], world_failures: Iterable[Failure], world: World | None = None
) -> None:
    """Keep one witness of each kind of fault and of what it is about, and count the accounts."""
    accounts, units = (world.existing, world.units_to_come) if world else (0, ())
    by_kind: dict[object, Failure] = {}
    for failure in world_failures:
        by_kind.setdefault(
            (failure.obligation, failure.name, failure.location, failure.subject, failure.problem), failure
        )
    for key, failure in by_kind.items():
        concerned = failure.accounts or failure.units
        more = (failure.accounts, failure.units) if concerned else (accounts, units)
        counted = failures.get(key, replace(failure, accounts=0, units=()))
        failures[key] = replace(
            counted, accounts=counted.accounts + more[0], units=(*counted.units, *more[1])
        )


def prove_or_stop(baseline: Baseline, posture: Posture, *, today: dt.date | None = None) -> ProofReport:
    """Prove, and refuse to go on where something fails.

    Raises:
        ProofError: when an obligation doesn't hold.
    """
    report = prove(baseline, posture, today=today)
    if not report.holds:
        raise ProofError(report)
    return report


def _standing(baseline: Baseline, posture: Posture, today: dt.date | None) -> Iterator[Failure]:
    for policy in posture.policies:
        location = policy.origins[0] if policy.origins else Location("")
        if policy.target not in posture.organization.by_path:
            problem = f"{policy.name} is attached to {policy.target}, which doesn't exist"
            yield Failure(5, "missing-target", location, "", problem, "correct the path")
        elif policy.target == posture.organization.management_account.path and policy.type in TYPES:
            problem = f"{policy.name} is attached to the management account, which it doesn't bind"
            yield Failure(5, "idle-target", location, "", problem, "attach it to a member account or a unit")
    for name, exemption in baseline.exemptions.items():
        if today and exemption.expires and (today - exemption.expires).days > exemption.remind_days:
            yield Failure(
                5,
                "expired-exemption",
                baseline.locate("exemptions", name, "expires"),
                f"exemptions.{name}.expires",
                f"the exemption ended on {exemption.expires}",
                "remove it, or have its owner renew it",
            )
