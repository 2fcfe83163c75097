"""What a host is told of the one who asks: headers, cookies, credentials, and the CA that it is trusted by."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.addresses import host_key, host_of
from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.config import Host


@dataclass(frozen=True, slots=True)
class Access:
    """How one host is asked: `verify` is the file of its CA, or True for those that every host is trusted by."""

    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    auth: tuple[str, str] | None = None
    verify: str | bool = True


def access_of(hosts: Mapping[str, Host], address: str, environ: Mapping[str, str] | None = None) -> Access:
    """How the host of an address is asked, by the config; no other host is told anything of it.

    Args:
        hosts: the config's source.fetch.hosts.
        address: that is asked for; a host with a port in the config is that port's alone.
        environ: this process's environment where not given.

    Raises:
        ConfigError: a variable of the environment is not set.
    """
    environ = os.environ if environ is None else environ
    split = urlsplit(address)
    names = (host_key(split.netloc.rpartition("@")[2]), host_of(address))
    key = next((key for name in names for key in hosts if host_key(key) == name), "")
    if not key:
        return Access()
    host = hosts[key]

    def value(text: str) -> str:
        if not text.startswith("$"):
            return text
        if text[1:] not in environ:
            raise ConfigError(
                f"the variable {text[1:]} is not set in the environment", f'source.fetch.hosts."{key}"'
            )
        return environ[text[1:]]

    auth = (value(host.user), value(host.password)) if host.user else None
    return Access(
        {header: value(text) for header, text in host.headers.items()},
        {cookie: value(text) for cookie, text in host.cookies.items()},
        auth,
        host.ca or True,
    )
