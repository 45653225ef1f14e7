"""YAML (and JSON, its subset) read into plain data together with where each part of it stands."""

from guardrails.marked.careful import MAX_DEPTH
from guardrails.marked.json_text import read_json
from guardrails.marked.places import Path, SourceMap, field_name, value_mark
from guardrails.marked.reader import MAX_CHARACTERS, MAX_VALUES, read

__all__ = [
    "MAX_CHARACTERS",
    "MAX_DEPTH",
    "MAX_VALUES",
    "Path",
    "SourceMap",
    "field_name",
    "read",
    "read_json",
    "value_mark",
]
