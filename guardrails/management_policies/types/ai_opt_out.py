"""AI services opt-out policies: whether AWS may keep what its AI services process, to improve them.

The list of services grows, and not all of it was found. So any name of the right form is taken, but for one
that is nearly a name known here.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ai-opt-out_syntax.html,
checked 2026-11-26.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from guardrails.management_policies.grammar import Block, Named, Setting, Values, one_of

DEFAULT = "default"
"""Stands for every AI service, those to come included."""
KNOWN_SERVICES = frozenset(
    {
        DEFAULT,
        "aidevops",
        "aiops",
        "awssupplychain",
        "chimesdkvoiceanalytics",
        "cloudwatch",
        "codeguruprofiler",
        "comprehend",
        "lex",
        "polly",
        "rekognition",
        "textract",
        "transcribe",
        "translate",
    }
)
_MISSPELT = 0.9
"""From this likeness on, a name is taken for a known one with a slip of the finger in it."""
CHOICES = ("optOut", "optIn")


def accepts(name: str) -> bool:
    """Return whether a name may be an AI service's."""
    if name in KNOWN_SERVICES:
        return True
    if re.fullmatch(r"[a-z0-9]{2,64}", name, re.ASCII) is None:
        return False  # before anything is compared: a name may be as long as a file
    return all(SequenceMatcher(None, name, service).ratio() < _MISSPELT for service in KNOWN_SERVICES)


GRAMMAR = Block(
    {
        "services": Block(
            named=Named(
                Values("the key of an AI service in lower case, or default", accepts, lambda: KNOWN_SERVICES),
                Block({"opt_out_policy": Setting(one_of(*CHOICES))}, needs=("opt_out_policy",)),
            )
        )
    }
)
