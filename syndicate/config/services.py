"""The services that a run can notify, as a table: add a row for another."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Service(NamedTuple):
    """The format of a message for a service's webhook.

    `text` is the key of the message, of at most `max_length` characters. A `strict` service refuses other keys; `extra` are those
    that it takes beside the message.
    """

    text: str = "text"
    max_length: int = 40_000
    strict: bool = False
    extra: Mapping[str, Any] = MappingProxyType({})


SERVICES = {
    # Slack and Mattermost show `text` and ignore the rest; another program may use all of it.
    "json": Service(),
    # https://discord.com/developers/docs/resources/webhook#execute-webhook
    "discord": Service(
        "content", max_length=2_000, strict=True, extra=MappingProxyType({"allowed_mentions": {"parse": []}})
    ),
    # https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages
    "google-chat": Service(max_length=4_000, strict=True),
}
"""Each service by the name that a config uses."""
