"""The CloudFormation of a baseline: one stack a file, composed of small constructs."""

from guardrails.stacks.build import build
from guardrails.stacks.validation import add_validations, new_app, synthesize

__all__ = ["add_validations", "build", "new_app", "synthesize"]
