"""The services that can be told of a run, as a table: add a row for another."""

from __future__ import annotations

from typing import NamedTuple


class Service(NamedTuple):
    """How a service takes a message that is posted to its webhook.

    `text` is the key of what it shows, of which it takes `most` characters. Where it is `strict`, it refuses other keys.
    """

    text: str = "text"
    most: int = 40_000
    strict: bool = False


SERVICES = {
    # Slack and Mattermost show `text`, and leave the rest alone; a program of one's own may want all of it.
    "json": Service(),
    # https://discord.com/developers/docs/resources/webhook#execute-webhook
    "discord": Service("content", most=2_000, strict=True),
    # https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages
    "google-chat": Service(most=4_000, strict=True),
}
"""Each service by the name that a config uses."""
