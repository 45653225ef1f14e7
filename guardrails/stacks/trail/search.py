"""The stack of the search over the trail's log files: table, workgroup and named queries.

It stands beside the bucket, in the archive account, and holds no evidence: it can be deleted and made anew.
"""

from __future__ import annotations

from aws_cdk import App, Fn, RemovalPolicy
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from guardrails.baseline import Baseline
from guardrails.baseline.deployed import SEARCH_STACK
from guardrails.baseline.sections.trail import Trail
from guardrails.baseline.sections.trail_parts import Search
from guardrails.organization import Organization
from guardrails.stacks.common import buckets, waivers
from guardrails.stacks.common.documents import deny_plain_http, document
from guardrails.stacks.common.keys import customer_key
from guardrails.stacks.common.stack import BaselineStack
from guardrails.stacks.trail import table
from guardrails.stacks.trail.queries import named_queries

NAME = SEARCH_STACK
WORKGROUP = "guardrails-trail"
BYTES_PER_GB = 10**9


class TrailSearchStack(BaselineStack):
    """The database and workgroup with which an analyst of the archive account searches the log files."""

    def __init__(self, app: App, baseline: Baseline, section: Trail, search: Search) -> None:
        self.archive = baseline.archive_account.id
        description = "Searches the log files of the organization trail with Athena"
        super().__init__(app, NAME, baseline, account=self.archive, description=description)
        self._table(baseline.tree, section)
        workgroup = self._workgroup(search)
        self._queries(baseline, workgroup)

    def _table(self, organization: Organization, section: Trail) -> None:
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=self.archive,
            database_input=glue.CfnDatabase.DatabaseInputProperty(
                name=table.DATABASE, description="The log files of the organization trail"
            ),
        )
        events = glue.CfnTable(
            self,
            "Events",
            catalog_id=self.archive,
            database_name=table.DATABASE,
            table_input=glue.CfnTable.TableInputProperty(
                name=table.TABLE,
                description="Every recorded call, by account, region and day",
                table_type="EXTERNAL_TABLE",
                parameters=table.projection(organization, section),
                partition_keys=[
                    glue.CfnTable.ColumnProperty(name=name, type="string") for name in table.PARTITIONS
                ],
                storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                    columns=[
                        glue.CfnTable.ColumnProperty(name=name, type=kind)
                        for name, kind in table.COLUMNS.items()
                    ],
                    location=table.location(organization, section),
                    input_format=table.INPUT_FORMAT,
                    output_format=table.OUTPUT_FORMAT,
                    serde_info=glue.CfnTable.SerdeInfoProperty(serialization_library=table.SERDE),
                ),
            ),
        )
        events.add_resource_dependency(database)

    def _workgroup(self, search: Search) -> athena.CfnWorkGroup:
        key = customer_key(
            self,
            "Key",
            account=self.archive,
            description="Encrypts the results of searches in the trail's log files",
            statements=[],
            removal=RemovalPolicy.DESTROY,  # results are no evidence, and expire
        )
        results = self._results(key, search.results_days)
        encryption = athena.CfnWorkGroup.EncryptionConfigurationProperty(
            encryption_option="SSE_KMS", kms_key=key.attr_arn
        )
        return athena.CfnWorkGroup(
            self,
            "WorkGroup",
            name=WORKGROUP,
            description="Searches in the log files of the organization trail",
            recursive_delete_option=True,  # the history of queries goes with it
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=True,
                bytes_scanned_cutoff_per_query=search.scan_limit_gb * BYTES_PER_GB,
                result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                    output_location=Fn.sub(f"s3://${{{results.node.id}}}/"),
                    encryption_configuration=encryption,
                    expected_bucket_owner=self.archive,
                ),
            ),
        )

    def _results(self, key: kms.CfnKey, days: int) -> s3.CfnBucket:
        # Retained: CloudFormation can't delete a bucket with results in it, and they expire by themselves.
        bucket = buckets.evidence_bucket(
            self, "Results", name=None, key_arn=key.attr_arn, lifecycle=buckets.query_result_lifecycle(days)
        )
        s3.CfnBucketPolicy(
            self,
            "ResultsPolicy",
            bucket=bucket.ref,
            policy_document=document(
                deny_plain_http("s3:*", bucket.attr_arn, Fn.sub(f"${{{bucket.node.id}.Arn}}/*"))
            ),
        )
        waivers.search_results(bucket)
        return bucket

    def _queries(self, baseline: Baseline, workgroup: athena.CfnWorkGroup) -> None:
        scope, group = Construct(self, "Queries"), workgroup.ref
        for query in named_queries(baseline):
            athena.CfnNamedQuery(
                scope,
                query.id,
                name=query.name,
                description=query.description,
                database=table.DATABASE,
                query_string=query.sql,
                work_group=group,
            )
