"""Tests of the policies that CloudFormation deploys with."""
