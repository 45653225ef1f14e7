"""Adopt: a baseline of a captured organization, proven to change nobody's permissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from guardrails.adopt.access_owners import left_to_others
from guardrails.adopt.access_proof import access_changes
from guardrails.adopt.access_text import access_section
from guardrails.adopt.accounts_text import accounts_section, closed_paths
from guardrails.adopt.budgets_text import budgets_section
from guardrails.adopt.candidates import Facts
from guardrails.adopt.compose import BaselineText, accepting, baseline_text, foot_of
from guardrails.adopt.crowding import apart_from, crowded
from guardrails.adopt.evidence import left_as_they_are
from guardrails.adopt.foreign import foreign_file, left_alone
from guardrails.adopt.guardrails_text import policy_sections
from guardrails.adopt.limits import refusals
from guardrails.adopt.placing import Placement, place_controls
from guardrails.adopt.recognise import Recognition, recognise
from guardrails.adopt.section_text import SectionText
from guardrails.adopt.sorting import AttachedPolicy, SortedPolicies, sort
from guardrails.adopt.trail_text import trail_section
from guardrails.adopt.tree_text import FOREIGN, captured_names, organization_node
from guardrails.adopt.vendors import present
from guardrails.adopt.yaml_text import YamlNode
from guardrails.baseline import Baseline, load_text
from guardrails.capture import Capture, posture_of
from guardrails.capture.tree import known_tree, tree_of
from guardrails.errors import Finding, InputError
from guardrails.organization import Organization
from guardrails.organization.center_form import CenterForm
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare import Comparison, compare, owners_of
from guardrails.posture.compile.limits import limits_of

BASELINE = "baseline.yaml"


@dataclass(frozen=True)
class Adoption:
    """A baseline that says what an organization has, and what came of it."""

    files: Mapping[str, str]
    """The texts by path, baseline.yaml first."""
    lacking: tuple[str, ...]
    """The parts of the organization that the baseline doesn't say, a sentence each."""
    accepted: tuple[Finding, ...]
    """The findings that `check` would refuse and the baseline accepts for a time."""
    comparison: Comparison
    """The changes when the baseline replaces the captured policies."""
    access_changes: tuple[str, ...]
    """The gains and losses through Identity Center, a sentence each."""
    posture: Posture
    controls: int
    """How many policies controls replace."""
    documents: int
    """How many policies stay as they are written."""
    left_alone: int
    """How many policies the baseline doesn't manage."""
    left_to_others: tuple[str, ...] = ()
    """The parts of Identity Center that others own, a sentence each."""

    @property
    def changes_nothing(self) -> bool:
        """Whether nobody gains or loses anything, and every account is in both."""
        comparison = self.comparison
        accounts = comparison.joined or comparison.departing
        return not (comparison.changes or comparison.settings or accounts or self.access_changes)


def adopt(capture: Capture, file: str, owner: str) -> Adoption:
    """Write a baseline with the effect of what is attached in a captured organization.

    Args:
        capture: What was read.
        file: How findings name it.
        owner: Who answers for exemptions and for what the proof finds.

    Raises:
        InputError: When the capture doesn't know enough, or a policy can't be taken over in any way.
    """
    before = posture_of(capture, file)
    source = _Source(capture, file, owner)
    recognitions = source.recognitions()
    placement, (text, baseline, after) = _fitting(source, recognitions)
    accepted_text, accepted = accepting(text, baseline, after, source.day, owner)
    baseline = source.loaded(accepted_text)
    after = compile_posture(baseline)
    return Adoption(
        accepted_text.files,
        accepted_text.lacking,
        accepted,
        compare(before, after, owners=owners_of(baseline)),
        tuple(access_changes(capture, baseline)),
        after,
        controls=len(placement.replaced),
        documents=len(source.sorted.own) - len(placement.replaced),
        left_alone=len(source.sorted.foreign),
        left_to_others=source.left_to_others,
    )


def _fitting(
    source: _Source, recognitions: Mapping[str, Recognition]
) -> tuple[Placement, tuple[BaselineText, Baseline, Posture]]:
    """Write the baseline with the controls that fit beside the policies which they replace."""
    candidates = source.sorted.own
    while True:
        placement = _placed(candidates, recognitions)
        placement, written = _written(source, placement, recognitions)
        full = frozenset(crowded(source.sorted.own, written[2], limits_of(written[1])))
        remaining = tuple(apart_from(candidates, full)) if full else candidates
        if remaining == candidates or not placement.replaced:
            return placement, written
        candidates = remaining


def _placed(policies: Iterable[AttachedPolicy], recognitions: Mapping[str, Recognition]) -> Placement:
    return place_controls(
        (policy, recognitions[policy.policy.id].controls)
        for policy in policies
        if policy.policy.id in recognitions
    )


def _written(
    source: _Source, placement: Placement, recognitions: Mapping[str, Recognition]
) -> tuple[Placement, tuple[BaselineText, Baseline, Posture]]:
    """Write the baseline, with less where not all of it can be loaded.

    First go the sections beside policies that are refused, then the controls: those of several families may
    need more slots than the one policy that they replace.
    """
    try:
        return placement, source.written(placement, recognitions)
    except InputError:
        source.leave_out_refused_sections()
    try:
        return placement, source.written(placement, recognitions)
    except InputError:
        documents = Placement((), frozenset())
        return documents, source.written(documents, recognitions)


class _Source:
    """A captured organization, and what becomes of its policies."""

    def __init__(self, capture: Capture, file: str, owner: str) -> None:
        self.capture, self.file, self.owner = capture, file, owner
        self.organization = known_tree(capture, file)
        tree = tree_of(capture, file)
        self.tree: Organization = replace(tree, closed=closed_paths(self.organization, tree))
        self.day = dt.date.fromisoformat(capture.taken[:10])
        by_owner = sort(capture, self.tree, self.organization.policy_types)
        refused = refusals(by_owner.own)
        self.sorted: SortedPolicies = replace(
            by_owner,
            own=tuple(policy for policy in by_owner.own if policy.policy.id not in refused),
            foreign=(
                *by_owner.foreign,
                *(policy.policy for policy in by_owner.own if policy.policy.id in refused),
            ),
        )
        self.beside = [
            trail_section(capture, self.tree),
            budgets_section(capture, self.tree),
            access_section(capture, self.tree),
            accounts_section(self.tree),
        ]
        self._lacking = (*self._policies_lacking(refused), *left_as_they_are(capture))

    @property
    def lacking(self) -> tuple[str, ...]:
        """The parts of the organization that aren't taken over, a sentence each."""
        return (*self._lacking, *(sentence for section in self.beside for sentence in section.lacking))

    @property
    def left_to_others(self) -> tuple[str, ...]:
        """The parts of the sections beside policies that others own, a sentence each."""
        return tuple(sentence for section in self.beside for sentence in section.left_alone)

    @property
    def _center(self) -> CenterForm | None:
        return next((section.center for section in self.beside if section.center is not None), None)

    def _policies_lacking(self, refused: Mapping[str, str]) -> Iterator[str]:
        by_id = {policy.id: policy for policy in self.capture.policies or ()}
        for policy_id, reason in refused.items():
            yield f"Policy {by_id[policy_id].name} ({policy_id}) stays as it is: {reason}."
        for policy in self.sorted.unknown:
            yield (
                f"Policy {policy.name} ({policy.id}) stays as it is: a baseline has no policies of the type"
                f" {policy.type}."
            )
        for policy in self.sorted.at_management:
            yield (
                f"Policy {policy.name} ({policy.id}) is attached to the management account too, where a"
                " baseline attaches nothing."
            )

    def recognitions(self) -> dict[str, Recognition]:
        """Return what is known of each policy that binds requests, by id; equal texts are read once."""
        facts = Facts(self.tree.id, self.tree.management_account.id)
        members = frozenset(account.id for account in self.tree.accounts)
        known: dict[tuple[str, str], Recognition] = {}
        recognitions: dict[str, Recognition] = {}
        for policy in self.sorted.own:
            if policy.document is None:
                continue
            key = (policy.policy.type, policy.policy.content or "")
            if key not in known:
                known[key] = recognise(policy.document, policy.policy.type, facts, self.tree.root.id, members)
            recognitions[policy.policy.id] = known[key]
        return recognitions

    def written(
        self, placement: Placement, recognitions: Mapping[str, Recognition]
    ) -> tuple[BaselineText, Baseline, Posture]:
        """Write the baseline with some controls, and read it as anybody would.

        Raises:
            InputError: When something in it is wrong, or a node has no room.
        """
        sections = policy_sections(
            self.sorted.own, placement, recognitions, present(self.capture), self.owner
        )
        files = {**sections.files, **self._foreign_files}
        nodes = [self._organization_node(foreign=bool(self._foreign_files)), *sections.nodes]
        for section in self.beside:
            nodes += section.nodes
            files |= section.files or {}
        foot = foot_of(self.sorted, sections.later, self.left_to_others)
        text = baseline_text(self.capture, nodes, files, foot, self.lacking)
        baseline = self.loaded(text)
        return text, baseline, compile_posture(baseline)

    @property
    def _foreign_files(self) -> dict[str, str]:
        """The file with what others manage, where they manage anything."""
        if not left_alone(self.sorted, self._center):
            return {}
        return {FOREIGN: foreign_file(self.capture, self.file, self.sorted, self.day, self._center)}

    def _organization_node(self, *, foreign: bool) -> YamlNode:
        return organization_node(self.tree, captured_names(self.organization), foreign=foreign)

    def leave_out_refused_sections(self) -> None:
        """Leave out each section beside the policies that a baseline refuses, and list it instead."""
        for index, section in enumerate(self.beside):
            if not section.nodes:
                continue
            foreign = self._foreign_files if section.center is not None else {}
            nodes = (self._organization_node(foreign=bool(foreign)), *section.nodes)
            try:
                self.loaded(baseline_text(self.capture, nodes, {**(section.files or {}), **foreign}, (), ()))
            except InputError as error:
                finding = error.findings[0]
                reason = (
                    f"The section {section.nodes[0].key} stays as it is: {finding.field}: {finding.problem}."
                )
                center = left_to_others(self.capture, (), ()) if section.center is not None else None
                self.beside[index] = SectionText(lacking=(*section.lacking, reason), center=center)

    def loaded(self, text: BaselineText) -> Baseline:
        """Load a text against the day of the capture."""
        return load_text(text.files[BASELINE], BASELINE, today=self.day, read_file=partial(_read, text.files))


def _read(files: Mapping[str, str], name: str) -> str:
    try:
        return files[name]
    except KeyError:
        raise FileNotFoundError(2, "No such file or directory") from None
