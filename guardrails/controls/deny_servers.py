"""Deny whatever starts a server: for accounts that are serverless by intent."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_STARTING = (
    "ec2:AllocateHosts",
    "ec2:CreateFleet",
    "ec2:ImportInstance",
    "ec2:ModifyFleet",
    "ec2:ModifySpotFleetRequest",
    "ec2:RequestSpotFleet",
    "ec2:RequestSpotInstances",
    "ec2:RunInstances",
    "ec2:RunScheduledInstances",
    "ec2:StartInstances",
    "lightsail:CreateInstances",
    "lightsail:CreateInstancesFromSnapshot",
)
_THROUGH_SERVICES = (
    "autoscaling:CreateAutoScalingGroup",
    "autoscaling:SetDesiredCapacity",
    "autoscaling:UpdateAutoScalingGroup",
    "batch:CreateComputeEnvironment",
    "cloud9:CreateEnvironmentEC2",
    "ecs:CreateCapacityProvider",
    "eks:CreateNodegroup",
    "elasticbeanstalk:CreateEnvironment",
    "elasticmapreduce:RunJobFlow",
)
"""Actions that let a service start servers through its service-linked role, which no policy binds."""

CONTROL = Control(
    id="deny_servers",
    title="Deny servers",
    family="services",
    severity="medium",
    why="A server wants patches, keys and a network; in an account that is meant to be serverless nobody "
    "gives it any of them.",
    source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html",
    statements=denying("DenyServers", (*_STARTING, *_THROUGH_SERVICES)),
    limits="Servers that run already go on running. Fargate, Lambda and databases stay allowed: deny their "
    "services with `deny_unused_services`.",
)
