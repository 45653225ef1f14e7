"""An AWS organization on one machine: no Docker, no network, loopback only.

`python -m emulator` serves it on its own; `emulator.client.running` starts it for a test or a
demonstration and takes it away again. It stands on ministack (its gateway, its CloudFormation engine, its
IAM evaluator and its services) and adds what an organization needs:

- `organization`, `identity_center`, `services`: AWS Organizations, IAM Identity Center and the operations
  that ministack lacks, in memory;
- `resources`: the CloudFormation resource types, one class a type. Each goes through the same API that
  boto3 asks, and the engine reads every resource back after it has made it. A property that was not kept as
  the template gave it fails the deployment by name. So does a type or a property that isn't on the list;
- `execution`: the principal that CloudFormation acts as, and the permissions that a handler's call needs;
- `enforcement`: the service control policies in force on a member account, asked before every call;
- `faults`, `controls`: calls that fail, wait or are counted because a test says so;
- `seeds`: organizations that no baseline file describes, of a size or as Control Tower leaves one;
- `hooks`: every private name of ministack that all this stands on, in one place.

It shows "deployed and readable" and "denied by an SCP", not all of AWS's semantics: resource control policies
and the other policy types are stored and attached, not enforced.
"""
