"""Adopt: a baseline of a captured organization, proven to change nobody's permissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from guardrails.adopt.access_proof import access_changes
from guardrails.adopt.access_text import access_section
from guardrails.adopt.budgets_text import budgets_section
from guardrails.adopt.candidates import Facts
from guardrails.adopt.compose import BaselineText, accepting, baseline_text, foot_of
from guardrails.adopt.evidence import left_as_they_are
from guardrails.adopt.foreign import foreign_file, left_alone
from guardrails.adopt.guardrails_text import policy_sections
from guardrails.adopt.limits import refusals
from guardrails.adopt.placing import Placement, place_controls
from guardrails.adopt.recognise import Recognition, recognise
from guardrails.adopt.section_text import SectionText
from guardrails.adopt.sorting import SortedPolicies, sort
from guardrails.adopt.tree_text import captured_names, organization_node
from guardrails.adopt.vendors import present
from guardrails.baseline import Baseline, load_text
from guardrails.capture import Capture, posture_of
from guardrails.capture.tree import known_tree, tree_of
from guardrails.errors import Finding, InputError
from guardrails.organization import Organization
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare import Comparison, compare, owners_of

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
    placement = place_controls(
        (policy, recognitions[policy.policy.id].controls)
        for policy in source.sorted.own
        if policy.policy.id in recognitions
    )
    try:
        text, baseline, after = source.written(placement, recognitions)
    except InputError:
        # Controls of several families may need more slots than the one policy that they replace.
        placement = Placement((), frozenset())
        text, baseline, after = source.written(placement, recognitions)
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
    )


class _Source:
    """A captured organization, and what becomes of its policies."""

    def __init__(self, capture: Capture, file: str, owner: str) -> None:
        self.capture, self.file, self.owner = capture, file, owner
        self.tree: Organization = tree_of(capture, file)
        self.organization = known_tree(capture, file)
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
        self.beside = _beside(capture, self.tree)
        self.lacking = (*self._lacking(refused), *self.beside.lacking)

    def _lacking(self, refused: Mapping[str, str]) -> Iterator[str]:
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
        alone = left_alone(self.sorted)
        files = dict(sections.files)
        if alone:
            files["foreign.json"] = foreign_file(self.capture, self.file, self.sorted, self.day)
        names = captured_names(self.organization)
        nodes = (organization_node(self.tree, names, foreign=alone), *sections.nodes, *self.beside.nodes)
        files |= self.beside.files or {}
        foot = foot_of(self.sorted, sections.later)
        text = baseline_text(self.capture, nodes, files, foot, self.lacking)
        baseline = self.loaded(text)
        return text, baseline, compile_posture(baseline)

    def loaded(self, text: BaselineText) -> Baseline:
        """Load a text against the day of the capture."""
        return load_text(text.files[BASELINE], BASELINE, today=self.day, read_file=partial(_read, text.files))


def _beside(capture: Capture, tree: Organization) -> SectionText:
    """Write the sections that no policy shows."""
    budgets, access = budgets_section(capture, tree), access_section(capture, tree)
    return SectionText(
        (*budgets.nodes, *access.nodes),
        access.files,
        (*left_as_they_are(capture), *budgets.lacking, *access.lacking),
    )


def _read(files: Mapping[str, str], name: str) -> str:
    try:
        return files[name]
    except KeyError:
        raise FileNotFoundError(2, "No such file or directory") from None
