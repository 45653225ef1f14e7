"""The table over the organization's log files: its columns, and which files hold which day.

Source: https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
"""

from __future__ import annotations

from types import MappingProxyType

from guardrails import aws_facts
from guardrails.baseline.sections.trail import Trail
from guardrails.organization import Organization

DATABASE = "guardrails_trail"
TABLE = "events"
COLUMNS = MappingProxyType(
    {
        "eventversion": "string",
        "useridentity": (
            "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,"
            "accesskeyid:string,username:string,"
            "onbehalfof:struct<userid:string,identitystorearn:string>,"
            "sessioncontext:struct<"
            "attributes:struct<mfaauthenticated:string,creationdate:string>,"
            "sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,"
            "ec2roledelivery:string,"
            "webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>>"
        ),
        "eventtime": "string",
        "eventsource": "string",
        "eventname": "string",
        "awsregion": "string",
        "sourceipaddress": "string",
        "useragent": "string",
        "errorcode": "string",
        "errormessage": "string",
        "requestparameters": "string",
        "responseelements": "string",
        "additionaleventdata": "string",
        "requestid": "string",
        "eventid": "string",
        "readonly": "string",
        "resources": "array<struct<arn:string,accountid:string,type:string>>",
        "eventtype": "string",
        "apiversion": "string",
        "recipientaccountid": "string",
        "serviceeventdetails": "string",
        "sharedeventid": "string",
        "vpcendpointid": "string",
        "vpcendpointaccountid": "string",
        "eventcategory": "string",
        "addendum": (
            "struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>"
        ),
        "sessioncredentialfromconsole": "string",
        "edgedevicedetails": "string",
        "tlsdetails": "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
    }
)
"""Every field of a CloudTrail record, in Hive's types; the SerDe matches names in any case."""
PARTITIONS = ("account", "region", "day")
"""The parts of a log file's path, from left to right."""
INPUT_FORMAT = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
SERDE = "org.apache.hive.hcatalog.data.JsonSerDe"
FIRST_DAY = "2013/11/13"
"""When CloudTrail began; log files that are kept forever can't be older."""


def location(organization: Organization, section: Trail) -> str:
    """Return the prefix below which CloudTrail writes the organization's log files.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    return f"s3://{section.log_bucket}/{section.prefix}AWSLogs/{organization.id}/"


def projection(organization: Organization, section: Trail) -> dict[str, str]:
    """Say which partitions there are, so that Athena finds each day's files without a catalogue of them.

    Accounts are enumerated: injected ones would make every query name its accounts, and then nobody could ask
    what the root users of the whole organization did. The accounts are those of `baseline.yaml`: one that it
    lacks is not searched until it is added.

    Source: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
    """
    accounts = sorted(
        {organization.management_account.id, *(account.id for account in organization.accounts)}
    )
    # How long others keep their files, only their bucket says.
    retention_days = section.expire_after_days if section.existing is None else None
    return {
        "EXTERNAL": "TRUE",
        "projection.enabled": "true",
        "projection.account.type": "enum",
        "projection.account.values": ",".join(accounts),
        "projection.region.type": "enum",
        "projection.region.values": ",".join(sorted(aws_facts.all_regions())),
        "projection.day.type": "date",
        "projection.day.format": "yyyy/MM/dd",
        "projection.day.range": f"{FIRST_DAY if retention_days is None else f'NOW-{retention_days}DAYS'},NOW",
        "projection.day.interval": "1",
        "projection.day.interval.unit": "DAYS",
        "storage.location.template": (
            f"{location(organization, section)}${{account}}/CloudTrail/${{region}}/${{day}}"
        ),
    }
