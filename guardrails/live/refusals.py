"""Describe a refusal of AWS, or of the way to it, as one sentence."""

from __future__ import annotations

from botocore import exceptions

from guardrails.live.operations import action_of

DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
EXPIRED = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
BROKEN_PAGES, UNREACHABLE = "BrokenPages", "Unreachable"
"""Our own codes of an answer that never ends, and of none at all; AWS has none for them."""
_WITHOUT_CREDENTIALS = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.ProfileNotFound,
    exceptions.SSOError,
    exceptions.TokenRetrievalError,
)
_SIGN_IN = "sign in to the management account, or name a profile in AWS_PROFILE"


class AwsError(Exception):
    """A call that AWS refused, or that didn't reach it.

    Attributes:
        code: AWS's error code, or our own; empty where nobody asked AWS.
        sentence: What happened.
        remedy: What to do.
        message: AWS's own words; empty where AWS didn't answer.
    """

    def __init__(self, sentence: str, remedy: str, code: str = "", message: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.remedy, self.code, self.message = sentence, remedy, code, message


def refusal_of(error: Exception, action: str) -> AwsError:
    """Say what a failed call of an IAM action means."""
    if isinstance(error, exceptions.ClientError):
        return _answered(error, action)
    if isinstance(error, _WITHOUT_CREDENTIALS):
        return AwsError(f"AWS credentials are missing or can't be read ({error})", _SIGN_IN)
    if isinstance(error, exceptions.PaginationError):
        problem = f"the pages of {action} don't end, AWS gave the same page token twice"
        return AwsError(problem, "try again later", BROKEN_PAGES, problem)
    if isinstance(error, exceptions.HTTPClientError | exceptions.ConnectionError):
        problem = f"AWS can't be reached ({error})"
        return AwsError(problem, "check the network, the proxy and AWS_ENDPOINT_URL", UNREACHABLE, problem)
    return AwsError(f"{action} failed before AWS was asked ({error})", "check the AWS settings of this shell")


def _answered(error: exceptions.ClientError, action: str) -> AwsError:
    answer = error.response.get("Error", {})
    code, message = str(answer.get("Code", "")), str(answer.get("Message", ""))
    if code in DENIED:
        return AwsError(f"{action} is denied ({message})", f"allow {action_of(action)}", code, message)
    if code in EXPIRED:
        return AwsError(f"AWS doesn't accept the credentials ({code}: {message})", _SIGN_IN, code, message)
    return AwsError(f"{action} failed ({code}: {message})", "see the message", code, message)
