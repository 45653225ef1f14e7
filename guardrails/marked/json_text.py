"""Read JSON with the place of every value: it is YAML, but for tabs."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NoReturn

from guardrails.errors import Finding, Location
from guardrails.marked.places import SourceMap
from guardrails.marked.reader import read

_BYTE_ORDER_MARK = "\ufeff"


@lru_cache(maxsize=64)
def read_json(text: str, file: str) -> SourceMap:
    """Parse a JSON text; what keeps it from being JSON comes back as the one finding, without data.

    A document is asked for several times, for its grammar, its rules and its places, so the last ones are
    remembered: whoever wants to change the data copies it. Where YAML can't follow, as in lines of a million
    characters, only the places are lost.

    Source: https://www.rfc-editor.org/rfc/rfc8259
    """
    place, remedy = Location(file), "correct the syntax here"
    if text.startswith(_BYTE_ORDER_MARK):
        problem = "the text begins with a byte-order mark, which JSON doesn't take"
        finding = Finding(Location(file, 1, 1), "", problem, "save it as UTF-8 without the mark")
        return SourceMap(file, None, {}, (finding,))
    try:
        data = json.loads(text, parse_constant=_refuse)
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        place = Location(file, error.lineno, error.colno)
        problem = f"not valid JSON: {error.msg}"
    except RecursionError:
        problem, remedy = "nested too deep to be a policy", "flatten it"
    except UnicodeEncodeError:
        problem, remedy = "an escape names half a character", "correct the escape"
    except ValueError as error:
        problem, remedy = f"not valid JSON: {error}", "correct the number"
    else:
        source = read(text.replace("\t", " "), file)
        has_data = source.data is not None
        return SourceMap(file, data, source.marks if has_data else {}, source.findings if has_data else ())
    return SourceMap(file, None, {}, (Finding(place, "", problem, remedy),))


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
