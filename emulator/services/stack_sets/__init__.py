"""Service-managed stack sets, which ministack's CloudFormation lacks."""
