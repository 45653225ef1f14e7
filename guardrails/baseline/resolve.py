"""From what is typed to what it means: expand presets, parse policies, validate parameters, resolve lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from guardrails.baseline.canonical import canonical_model
from guardrails.baseline.elevations import elevation_files, with_elevations
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.foreign import foreign_of
from guardrails.baseline.foreign_center import with_existing
from guardrails.baseline.guardrail import Exemption, Guardrail
from guardrails.baseline.lists import denied_by_path
from guardrails.baseline.management import declared
from guardrails.baseline.model import Baseline
from guardrails.baseline.policy_file import PolicyFile
from guardrails.baseline.presets import expand
from guardrails.controls import Control, NoParameters, control, control_ids
from guardrails.controls.control import Parameters
from guardrails.marked import SourceMap
from guardrails.organization import ROOT_PATH, Organization
from guardrails.policy.lint import type_of_text

_IN_MEMORY = SourceMap("baseline", None, {})
"""The places of a baseline that was built without a text: it has none."""


def resolve(
    file: BaselineFile, source: SourceMap = _IN_MEMORY, policy_files: Mapping[str, PolicyFile] | None = None
) -> Baseline:
    """Return what a baseline means.

    The checks find what is wrong; until they have, a guardrail that can't be resolved is left out.

    Args:
        file: the baseline as it is typed.
        source: where its parts stand.
        policy_files: the files that it names, by name.
    """
    files, tree = policy_files or {}, file.tree
    foreign = foreign_of(files.get(file.organization.foreign or ""), tree)
    if foreign is not None and foreign.center is not None:
        files = {**files, **foreign.center.inline_files}
    access = with_existing(file.access, foreign.center if foreign is not None else None)
    files = {**files, **elevation_files(access, files)}
    permission_sets = with_elevations(access).permission_sets if access is not None else {}
    baseline = Baseline(
        file=file,
        tree=tree,
        scope=_scope(file, tree),
        guardrails=tuple(_guardrails(file, source, files)),
        exemptions={
            name: Exemption(
                name=name,
                principal=entry.principal,
                owner=entry.owner,
                reason=entry.reason,
                location=source.locate(("exemptions", name)),
                expires=entry.expires,
                remind_days=entry.remind_days,
                controls=entry.controls,
            )
            for name, entry in file.exemptions.items()
        },
        denied={kind: denied_by_path(file, kind, tree) for kind in ("regions", "services")},
        policy_files=files,
        inline_policies={
            name: files[section.inline]
            for name, section in permission_sets.items()
            if section.inline is not None and section.inline in files
        },
        source=source,
        foreign=foreign,
    )
    return replace(baseline, declared_policies=declared(baseline))


def edited(baseline: Baseline, **sections: Any) -> Baseline:
    """Return a baseline with other sections, such as `regions=...`; the rest keeps its lines."""
    return resolve(baseline.file.model_copy(update=sections), baseline.source, baseline.policy_files)


def with_control(baseline: Baseline, control_id: str) -> Baseline:
    """Return a baseline with one control more, at the root, with its default parameters."""
    definition = control(control_id)
    added = Guardrail(
        at=(ROOT_PATH,),
        entry=len(baseline.file.guardrails),
        field="guardrails",
        location=baseline.locate("guardrails"),
        definition=definition,
        parameters=_parameters(definition, {}),
    )
    return replace(baseline, guardrails=(*baseline.guardrails, added))


def _scope(file: BaselineFile, tree: Organization) -> tuple[str, ...]:
    if file.scope is None:
        return (ROOT_PATH,)
    by_id = tree.by_id
    return tuple(dict.fromkeys(by_id[name].path if name in by_id else name for name in file.scope))


def _guardrails(
    file: BaselineFile, source: SourceMap, files: Mapping[str, PolicyFile]
) -> Iterator[Guardrail]:
    for index, entry in expand(file.guardrails, file.has_section):
        guardrail = Guardrail(
            at=entry.at,
            entry=index,
            field=source.name(("guardrails", index)),
            location=source.locate(("guardrails", index)),
            preset=entry.preset,
        )
        if entry.control is not None and entry.control in control_ids():
            definition = control(entry.control)
            parameters = _parameters(definition, entry.parameters)
            yield replace(guardrail, definition=definition, parameters=parameters)
        elif entry.document is not None and entry.document in files:
            policy = files[entry.document]
            yield replace(
                guardrail,
                policy=policy,
                policy_type=entry.type or type_of_text(policy.text),
                together=entry.together,
            )


def _parameters(definition: Control, typed: Mapping[str, Any]) -> Parameters:
    """Validate the parameters of a control; wrong ones are for the checks to find."""
    try:
        return canonical_model(definition.parameters.model_validate(typed))
    except ValidationError:
        return NoParameters()
