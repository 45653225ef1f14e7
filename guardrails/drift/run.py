"""Compare an organization with its baseline: policies by effect, the rest by property."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

from guardrails.baseline import Baseline
from guardrails.capture import Capture, switched_off
from guardrails.capture.ours import own_stacks
from guardrails.drift import (
    access,
    alerts,
    anomalies,
    budgets,
    evidence,
    existing,
    existing_trail,
    policies,
    roles,
    stack_sets,
    trail,
)
from guardrails.drift.context import DriftContext, Outcome, canonical, refusal_of
from guardrails.drift.declared import Declarations, StackTemplate, of_capture
from guardrails.drift.effect import effects_of
from guardrails.drift.model import Drift, DriftReport, UnknownState
from guardrails.drift.own import BudgetAttachment, origins_of
from guardrails.errors import Location
from guardrails.posture import Posture, compile_posture

SECTIONS: tuple[ModuleType, ...] = (
    trail,
    existing_trail,
    evidence,
    alerts,
    budgets,
    anomalies,
    access,
    existing,
    stack_sets,
    roles,
)
"""The modules that compare by property, each with the resource types that it takes."""


def drift_of(
    baseline: Baseline, capture: Capture, file: str, assembly: Sequence[StackTemplate] = (), folder: str = ""
) -> DriftReport:
    """Compare a capture with a baseline.

    Args:
        baseline: The baseline that should hold.
        capture: The organization as it is.
        file: How sentences name the capture.
        assembly: The templates of a synthesized assembly; the deployed ones count without them.
        folder: How sentences name the assembly.
    """
    chosen = _Templates(capture, file, assembly, folder)
    posture = compile_posture(baseline)
    section = baseline.trail
    borrowed = frozenset({section.log_bucket} if section is not None and not section.own_bucket else ())
    declarations, lines = Declarations(chosen.templates), _lines(baseline, posture)
    context = DriftContext(
        capture,
        declarations,
        lines,
        borrowed,
        existing=section.existing if section is not None else None,
        access=baseline.access,
        foreign=baseline.foreign,
    )
    origins = origins_of(capture, context.declarations, _names(posture))
    effects, unread = effects_of(baseline, posture, capture, file, origins)
    of_policies = policies.compare(context, effects.comparison, origins)
    outcomes: list[Outcome] = [*chosen.unknown(), *_uncovered(baseline, posture, context), *unread]
    outcomes.extend(of_policies.outcomes)
    for module in SECTIONS:
        compare: Callable[[DriftContext], Iterator[Outcome]] = module.compare
        outcomes.extend(compare(context))
    notes = (
        *_written_otherwise(of_policies.same_effect),
        *(
            f"policy {name} is called {actual} in AWS, to the same effect"
            for name, actual in of_policies.renamed
        ),
        *_by_budgets(capture, origins.by_budgets),
        *switched_off(capture),
        *(f"bucket {name} belongs to others, so nothing compares it" for name in sorted(borrowed)),
        *chosen.undeployed(),
    )
    return DriftReport(
        tuple(outcome for outcome in outcomes if isinstance(outcome, Drift)),
        tuple(dict.fromkeys(outcome for outcome in outcomes if isinstance(outcome, UnknownState))),
        effects,
        notes,
        chosen.sources(),
        _uncompared(context),
    )


def _lines(baseline: Baseline, posture: Posture) -> dict[str, str]:
    """Return where the baseline says each section and each policy."""
    lines = {section: str(baseline.locate(section)) for section in _FIELDS}
    for policy in posture.declared:
        lines[f"policy {policy.name}"] = _places(sorted(set(policy.origins)))
    for setting in posture.declared_management:
        lines[f"policy {setting.name}"] = _places([setting.origin])
    return lines


def _places(origins: Sequence[Location]) -> str:
    shown = ", ".join(str(origin) for origin in origins[:_SHOWN])
    return f"{shown} and {len(origins) - _SHOWN} more" if len(origins) > _SHOWN else shown


_FIELDS, _SHOWN = ("trail", "alerts", "budgets", "access", "accounts", "guardrails"), 3


class _Templates:
    """The templates that expected values come from."""

    def __init__(self, capture: Capture, file: str, assembly: Sequence[StackTemplate], folder: str) -> None:
        self.capture, self.file, self.assembly, self.folder = capture, file, assembly, folder
        account = (capture.organization.management_account if capture.organization else None) or ""
        stacks = (capture.stacks.stacks if capture.stacks else None) or ()
        read = (of_capture(stack, account or capture.read_by.account) for stack in stacks)
        self.deployed = tuple(template for template in read if template is not None)
        by_place = {(template.name, template.region): template for template in self.deployed}
        from_assembly = tuple(
            _with_ids(template, by_place.get((template.name, template.region))) for template in assembly
        )
        replaced = {(template.name, template.region) for template in from_assembly}
        kept = (template for key, template in by_place.items() if key not in replaced)
        self.templates = (*from_assembly, *kept)

    def sources(self) -> tuple[str, ...]:
        """Say which template each stack's expected values come from."""
        of_assembly = [template.name for template in self.assembly]
        deployed = [template.name for template in self.deployed if template.name not in of_assembly]
        lines = (
            (f"the assembly {self.folder}", of_assembly),
            (f"the deployed templates in {self.file}", deployed),
        )
        return tuple(f"{source}: {', '.join(sorted(names))}" for source, names in lines if names)

    def unknown(self) -> Iterator[UnknownState]:
        """Say which stacks have no template."""
        section = own_stacks(self.capture)
        if section is None:
            reason = refusal_of(self.capture, "stacks", "cloudformation:DescribeStacks")
            yield UnknownState("stacks", "all of them", reason)
        known = {template.name for template in self.templates}
        for stack in section or ():
            if stack.template is None and stack.name not in known:
                reason = refusal_of(self.capture, "stacks", "cloudformation:GetTemplate")
                yield UnknownState(f"stack {stack.name}", "its template", reason)

    def undeployed(self) -> Iterator[str]:
        """Say which stacks aren't deployed as the assembly has them."""
        deployed = {template.name: template for template in self.deployed}
        for template in self.assembly:
            stack = deployed.get(template.name)
            if stack is not None and _resources(stack) != _resources(template):
                name = template.name
                yield f"{name} isn't deployed as the assembly has it: run `cdk deploy {name}`"


def _with_ids(template: StackTemplate, deployed: StackTemplate | None) -> StackTemplate:
    if deployed is None:
        return template
    return StackTemplate(
        template.name, template.region, template.account, template.template, deployed.physical_ids
    )


def _resources(stack: StackTemplate) -> object:
    """Return what a template deploys, without the metadata that CDK adds."""
    return canonical(
        {
            logical_id: {key: part for key, part in resource.items() if key != "Metadata"}
            for logical_id, resource in stack.template.get("Resources", {}).items()
            if resource.get("Type") != "AWS::CDK::Metadata"
        }
    )


def _written_otherwise(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"written otherwise than deployed, to the same effect: {', '.join(names)}"


def _by_budgets(capture: Capture, attachments: Sequence[BudgetAttachment]) -> Iterator[str]:
    names = {policy.id: policy.name for policy in capture.policies or ()}
    organization = capture.organization
    nodes = {unit.id: unit.name for unit in (organization.units if organization else None) or ()}
    accounts = (organization.accounts if organization else None) or ()
    nodes |= {account.id: account.name for account in accounts}
    for attachment in attachments:
        place = f"{nodes.get(attachment.target, 'the root')} ({attachment.target})"
        yield attachment.sentence(names.get(attachment.policy, "a policy"), place)


def _names(posture: Posture) -> frozenset[str]:
    names = [policy.name for policy in posture.declared]
    return frozenset((*names, *(setting.name for setting in posture.declared_management)))


def _uncovered(baseline: Baseline, posture: Posture, context: DriftContext) -> Iterator[UnknownState]:
    """Say which sections of the baseline no template has a resource of, so that nothing was compared."""
    kinds = {resource.type for resource in context.declarations.everything()}
    for section, wanted, types in (
        ("policies", _names(posture), policies.TYPES),
        ("trail", baseline.trail and not baseline.trail.existing, trail.TYPES),
        ("alerts", baseline.alerts, alerts.TYPES),
        ("budgets", baseline.budgets, budgets.TYPES),
        ("access", baseline.access, access.TYPES),
        ("accounts", baseline.accounts, (*roles.TYPES, *stack_sets.TYPES)),
    ):
        if wanted and not kinds & set(types):
            reason = "no template that was read has a resource of it; deploy it, or name --assembly"
            yield UnknownState(section, "all of it", reason)


def _uncompared(context: DriftContext) -> tuple[tuple[str, int], ...]:
    """Count the resources of each type that no section compares."""
    compared = {kind for section in (policies, *SECTIONS) for kind in section.TYPES}
    counts = Counter(resource.type for resource in context.declarations.everything())
    return tuple(sorted((kind, count) for kind, count in counts.items() if kind not in compared))
