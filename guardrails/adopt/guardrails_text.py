"""The sections of lists, exemptions, guardrails and management policies of an adopted baseline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrails.adopt.placing import PlacedControl, Placement, apart
from guardrails.adopt.recognise import Recognition
from guardrails.adopt.sorting import AttachedPolicy
from guardrails.adopt.vendors import STACK_SETS, STACK_SETS_CONTROLS, Vendor, known_role
from guardrails.adopt.yaml_text import YamlBlock, YamlItems, YamlNode
from guardrails.aws_facts.arns import role_arn
from guardrails.controls import control
from guardrails.controls.presets import PRESETS
from guardrails.management_policies import BY_API_NAME
from guardrails.organization import ROOT_PATH
from guardrails.policy.language.document import RCP
from guardrails.policy.name_set import NameSet
from guardrails.report.changes import actions_text

ENTRY_LENGTH = 32
"""Characters of the name of a management policy's entry."""
FOLDER = "policies"
_WAS_EXEMPT = "Was exempt in the policies that these controls replace"


@dataclass
class FileNames:
    """Gives every policy a file name of its own."""

    taken: set[str] = field(default_factory=set)

    def name(self, words: str, longest: int = 60) -> str:
        """Return a name made of letters, digits and hyphens that nobody has yet."""
        plain = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "policy"
        name, number = plain[:longest].strip("-"), 1
        while name in self.taken:
            number += 1
            end = f"-{number}"
            name = f"{plain[: longest - len(end)].strip('-')}{end}"
        self.taken.add(name)
        return name


@dataclass(frozen=True)
class PolicySections:
    """Sections, and the files that they name."""

    nodes: tuple[YamlNode, ...]
    files: Mapping[str, str]
    later: tuple[str, ...]
    """The principals that are to be exempt before further controls are added."""


def policy_sections(
    own: Sequence[AttachedPolicy],
    placement: Placement,
    recognitions: Mapping[str, Recognition],
    vendors: Sequence[Vendor],
    owner: str,
) -> PolicySections:
    """Write everything that becomes of policies.

    Args:
        own: The policies that are taken over.
        placement: The controls that replace some of them.
        recognitions: What is known of each policy, by its id.
        vendors: The tools whose roles are exempt.
        owner: Who answers for an exemption.
    """
    names, files = FileNames(), dict[str, str]()
    entries: list[YamlBlock] = []
    comments: dict[int, tuple[str, ...]] = {}
    for placed in placement.controls:
        comments[len(entries)] = (f"Says what {_listed(placed.origins)} said.",)
        entries.append(_control_entry(placed))
    settings: list[YamlNode] = []
    for policy in own:
        if policy.policy.id in placement.replaced:
            continue
        if policy.document is None:
            settings.append(_setting(policy, names, files))
            continue
        for number, paths in enumerate(apart(policy.paths)):
            path = f"{FOLDER}/{names.name(policy.policy.name)}.json"
            files[path] = _json(policy.policy.content)
            comments[len(entries)] = tuple(_remarks(policy, recognitions.get(policy.policy.id), number))
            entries.append(_document_entry(policy, path, paths))
    nodes = [*_lists(placement), *_exemptions(placement, vendors, owner)]
    if entries:
        nodes.append(YamlNode("guardrails", YamlItems(tuple(entries), comments)))
    if settings:
        nodes.append(YamlNode("management_policies", YamlBlock(tuple(settings))))
    return PolicySections(tuple(nodes), files, tuple(_later(placement, vendors)))


def _control_entry(placed: PlacedControl) -> YamlBlock:
    nodes = [YamlNode("control", placed.candidate.control)]
    if placed.at != (ROOT_PATH,):
        nodes.append(YamlNode("at", placed.at))
    if placed.candidate.parameters:
        nodes.append(YamlNode("parameters", dict(placed.candidate.parameters)))
    return YamlBlock(tuple(nodes))


def _document_entry(policy: AttachedPolicy, path: str, paths: tuple[str, ...]) -> YamlBlock:
    kind = "rcp" if policy.policy.type == RCP else "scp"
    nodes = [YamlNode("document", path), YamlNode("type", kind), YamlNode("at", paths)]
    if len(paths) > 1:
        nodes.append(YamlNode("together", value=True))
    return YamlBlock(tuple(nodes))


def _setting(policy: AttachedPolicy, names: FileNames, files: dict[str, str]) -> YamlNode:
    name = names.name(policy.policy.name, ENTRY_LENGTH)
    path = f"{FOLDER}/{name}.json"
    files[path] = _json(policy.policy.content)
    kind = BY_API_NAME[policy.policy.type].id
    nodes = (YamlNode("type", kind), YamlNode("document", path), YamlNode("at", policy.paths))
    return YamlNode(name, YamlBlock(nodes), (f"As it was: {policy.origin}.",))


def _remarks(policy: AttachedPolicy, recognition: Recognition | None, number: int) -> Iterator[str]:
    again = "" if number == 0 else ", once more for what stands below"
    yield f"As it was: {policy.origin}{again}."
    if recognition is None or number:
        return
    if recognition.controls:
        names = _listed(candidate.control for candidate in recognition.controls)
        yield f"The same as {names}, which another policy needs with other principals or lists."
    for near in recognition.near:
        difference = recognition.difference
        parts = []
        if difference.narrowed:
            parts.append(f"would also deny {actions_text(difference.narrowed)}")
        if difference.widened:
            parts.append(f"would no longer deny {actions_text(difference.widened)}")
        if difference.undecided:
            parts.append(f"differs in ways that nobody can decide for {actions_text(difference.undecided)}")
        yield f"Nearly the control {near.control}, which {' and '.join(parts)}, for some requests."


def _lists(placement: Placement) -> Iterator[YamlNode]:
    for placed in placement.controls:
        if not placed.denied:
            continue
        section = placed.candidate.definition.places
        own = {path: _list_of(section, denied) for path, denied in placed.denied.items()}
        first = own.get(ROOT_PATH) or own[placed.at[0]]
        nodes = [YamlNode(key, value) for key, value in first.items()]
        overrides = {
            path: value for path, value in own.items() if value != first or _hidden(path, own, first)
        }
        if overrides:
            values = (
                YamlNode(path, value["allowed"] if section == "regions" else value)
                for path, value in overrides.items()
            )
            nodes.append(YamlNode("overrides", YamlBlock(tuple(values))))
        yield YamlNode(section, YamlBlock(tuple(nodes)))


def _hidden(path: str, own: Mapping[str, Any], first: Any) -> bool:
    """Return whether another list stands above a path, so that the path needs one of its own."""
    return any(path.startswith(f"{above}/") and value != first for above, value in own.items())


def _list_of(section: str, denied: NameSet) -> dict[str, list[str]]:
    key = "allowed" if denied.complement or section == "regions" else "denied"
    return {key: sorted(denied.names)}


def _exemptions(placement: Placement, vendors: Iterable[Vendor], owner: str) -> Iterator[YamlNode]:
    """Exempt whom the replaced policies exempted; a tool's roles from controls that come later, too."""
    names, nodes = FileNames(), []
    standing = _honoring(placement)
    roles = [role_arn("*", role) for vendor in vendors for _, role, _ in vendor.roles]
    # Where no control exempts anybody, everybody can be exempt without a change.
    for principal in dict.fromkeys((*placement.exempt, *(() if standing else roles))):
        name, reason = known_role(principal) or (principal.rpartition("/")[2], _WAS_EXEMPT)
        controls = set(placement.exempt.get(principal, ()))
        if controls and principal in roles:
            controls |= {*_meeting(principal)} - standing
        nodes.append(_exemption(names.name(name), principal, owner, reason, tuple(sorted(controls))))
    if nodes:
        yield YamlNode("exemptions", YamlBlock(tuple(nodes)))


def _later(placement: Placement, vendors: Iterable[Vendor]) -> Iterator[str]:
    """Name the roles of tools that no entry can exempt yet: a control that stands binds them today."""
    for vendor in vendors if _honoring(placement) else ():
        for _, role, reason in vendor.roles:
            if role_arn("*", role) not in placement.exempt:
                yield f"{role_arn('*', role)}: {reason}."


def _honoring(placement: Placement) -> frozenset[str]:
    standing = {placed.candidate.control for placed in placement.controls}
    return frozenset(control_id for control_id in standing if control(control_id).honors_exemptions)


def _meeting(principal: str) -> Iterator[str]:
    """Yield the controls that a tool's role meets where the recommended ones stand."""
    needed = STACK_SETS_CONTROLS if principal == role_arn("*", STACK_SETS) else None
    for control_id in needed or PRESETS["recommended"].controls:
        if control(control_id).honors_exemptions:
            yield control_id


def _exemption(name: str, principal: str, owner: str, reason: str, controls: tuple[str, ...]) -> YamlNode:
    nodes = [YamlNode("principal", principal), YamlNode("owner", owner), YamlNode("reason", reason)]
    if controls:
        nodes.append(YamlNode("controls", controls))
    return YamlNode(name, YamlBlock(tuple(nodes)))


def _json(content: str | None) -> str:
    return json.dumps(json.loads(content or "{}"), indent=2, ensure_ascii=False) + "\n"


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"
