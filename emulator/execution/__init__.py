"""The principal that CloudFormation acts as, and its permissions.

The calls of a resource's handler are decided by the policies of the stack's role; without a role, by those of
the principal that asked for the operation. Service control policies decide after them. The handler's calls
are those of the actions in CloudFormation's schema of the resource type. The emulator's own questions, with
which it reads the resource back, aren't among them.
"""
