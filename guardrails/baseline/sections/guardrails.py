"""An entry of `guardrails`: a control, a preset or a document of one's own."""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationInfo, field_validator, model_validator

from guardrails import aws_facts
from guardrails.baseline.sections.common import PathText, Section
from guardrails.controls.presets import PRESETS, PresetName
from guardrails.organization import ROOT_PATH
from guardrails.policy.lint import PolicyType


class GuardrailEntry(Section):
    """A control, a document of your own or a preset, and where it stands."""

    control: str | None = None
    """The id of a control, such as deny_unused_regions; presets leave to this entry what it names."""
    preset: PresetName | None = None
    """A named set of controls, listed in docs/presets.md, for all that no entry names by itself."""
    without: tuple[str, ...] = ()
    """The ids of controls that the preset is to leave out."""
    document: str | None = None
    """The path of a policy of your own, relative to this file, such as policies/x.json."""
    type: PolicyType | None = None
    """The document's type, scp or rcp; derived from its principals where this is left out."""
    at: tuple[PathText, ...] = Field(default=(ROOT_PATH,), min_length=1)
    """Where it stands; it binds every member account below. The root by default."""
    together: bool = False
    """One policy of the document at all these nodes, instead of one at each; docs/packing.md says when."""
    parameters: dict[str, Any] = {}
    """The control's parameters, where it has any."""

    @field_validator("without")
    @classmethod
    def _in_the_preset(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        preset = info.data.get("preset")
        preset_controls = frozenset(PRESETS[preset].controls) if preset else frozenset(names)
        for name in names:
            if name not in preset_controls:
                near = aws_facts.nearest(name, preset_controls)
                remedy = f'did you mean "{near}"?' if near else "remove it"
                raise ValueError(f'the preset {preset} has no control "{name}"', remedy)
        return names

    @model_validator(mode="after")
    def _one_of_three(self) -> GuardrailEntry:
        if [self.control, self.document, self.preset].count(None) != 2:  # noqa: PLR2004 (all but one)
            raise ValueError("needs one of `control`, `document` and `preset`", "name one of the three")
        if self.without and self.preset is None:
            raise ValueError("leaves controls out of no preset", "remove `without`, or name a preset")
        if self.type is not None and self.document is None:
            raise ValueError("has a type only with `document`", "remove `type`")
        if self.together and (self.document is None or len(self.at) == 1):
            raise ValueError(
                "joins nodes only with `document` and several of `at`", "remove `together`, or list the nodes"
            )
        if self.parameters and self.preset is not None:
            remedy = "list the control that they are meant for in an entry of its own"
            raise ValueError("a preset takes no parameters", remedy)
        return self
