"""As whom CloudFormation acts, and what that may do.

Whatever a resource's handler calls is held against the policies of the stack's role, or, without one, of
whoever asked for the operation; then against service control policies. The handler's calls are those of the
actions that CloudFormation's schema of the resource type names; the emulator's own questions, with which it
reads back what was made, aren't among them.
"""
