"""Notifications of a run: a summary in JSON, posted to an address that is a secret."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import requests
import tenacity

from syndicate.errors import TargetError
from syndicate.writer.messages import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.config.services import Service
    from syndicate.models import Report

MENTION = re.compile(r"@(?=[\w<{])|<(?=[!@#])")
TIMEOUT = 10
TRIES = 3
LISTED_KINDS = ("added", "updated", "merged", "conflict", "doubted", "gone")
"""The kinds of changes that are listed."""


def address_of(webhook: str, environ: Mapping[str, str] | None = None) -> str:
    """The address that a config's `webhook` means.

    Args:
        webhook: an address, or the name of an environment variable that holds it, as $NAME.
        environ: this process's if not given.

    Raises:
        TargetError: it is no address.
    """
    environ = os.environ if environ is None else environ
    address = environ.get(webhook[1:], "") if webhook.startswith("$") else webhook
    if not address.startswith(("https://", "http://")):
        setting = webhook if webhook.startswith("$") else "notify.webhook"
        raise TargetError("this holds no address of a webhook", setting)
    return address


def summary(report: Report, title: str) -> dict[str, Any]:
    """The summary of a run; {} if nothing worth a notification happened.

    Args:
        report: what the run did.
        title: the source's.
    """
    changes = [change for change in report.changes if change.kind.value in LISTED_KINDS]
    kinds = [change.kind.value for change in changes]
    counts = {
        "added": kinds.count("added"),
        "updated": kinds.count("updated") + kinds.count("merged"),
        "conflicts": kinds.count("conflict"),
        "gone": kinds.count("gone"),
        "failed": len(report.failures) + kinds.count("doubted"),
        "lossy": sum(bool(change.post.losses) for change in changes),
    }
    counts_text = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    if not counts_text:
        return {}
    articles = [
        {
            "kind": change.kind.value,
            "title": change.post.title,
            "address": change.post.address,
            "path": str(change.post.path),
        }
        for change in changes
    ]
    failures = [{"address": failure.address, "reason": failure.message} for failure in report.failures]
    link = f" {report.pull_request}" if report.pull_request else ""
    return {
        "text": f"{title}: {counts_text}{link}",
        "source": report.source,
        **counts,
        "articles": articles,
        "failures": failures,
        "commit": report.commit,
        "pull_request": report.pull_request,
    }


def payload(fields: Mapping[str, Any], service: Service) -> dict[str, Any]:
    """The JSON object that is posted to a service.

    Args:
        fields: see `summary`.
        service: the format that it takes.
    """
    lines = [fields["text"], *(f"{article['title']}: {article['address']}" for article in fields["articles"])]
    lines += [f"failed: {failure['address']}: {failure['reason']}" for failure in fields["failures"]]
    text = "\n".join(map(unmentioned, lines))
    content = text if len(text) <= service.max_length else f"{text[: service.max_length - 1]}…"
    return {**({} if service.strict else fields), service.text: content, **service.extra}


def unmentioned(text: str) -> str:
    """Text of an origin as a chat shows it, calling nobody: not `@everyone`, nor Slack's `<!channel>` and `<@id>`."""
    return MENTION.sub("\\g<0>\N{WORD JOINER}", plain(text))


def post(address: str, fields: Mapping[str, Any], *, pause: float = 1.0) -> None:
    """Post a summary, with a few tries.

    Args:
        address: the webhook's.
        fields: see `payload`.
        pause: seconds before the second try; twice as many before the third.

    Raises:
        TargetError: it was not accepted. The message does not show the address.
    """
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(TRIES),
        wait=tenacity.wait_exponential(multiplier=pause),
        reraise=True,
    )
    try:
        retrying(_post, address, fields)
    except requests.HTTPError as error:
        raise TargetError(f"the webhook answers {error.response.status_code}", "notify.webhook") from None
    except requests.RequestException as error:
        raise TargetError(f"the webhook does not answer ({type(error).__name__})", "notify.webhook") from None


def _post(address: str, fields: Mapping[str, Any]) -> None:
    requests.post(address, json=dict(fields), timeout=TIMEOUT, allow_redirects=False).raise_for_status()
