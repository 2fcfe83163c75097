"""What a host is told by the config, and no other."""

import pytest

from syndicate.config import Host
from syndicate.errors import ConfigError
from syndicate.fetcher.hosts import Access, access_of

HOSTS = {
    "blog.example": Host(
        headers={"X-Key": "$KEY"}, cookies={"consent": "yes"}, user="ida", password="$SECRET"
    ),
    "other.example:8443": Host(ca="/etc/ca.pem"),
}
ENVIRONMENT = {"KEY": "k", "SECRET": "s"}


def test_a_host_is_told_what_the_config_says_with_the_environments_values() -> None:
    access = access_of(HOSTS, "https://BLOG.example/a?b#c", ENVIRONMENT)
    assert access == Access({"X-Key": "k"}, {"consent": "yes"}, ("ida", "s"), verify=True)


@pytest.mark.parametrize(
    "address",
    [
        "https://blog.example.evil.example/",
        "https://evil.example/blog.example",
        "https://sub.blog.example/",
        "https://other.example/",
    ],
)
def test_no_other_host_is_told_anything(address: str) -> None:
    assert access_of(HOSTS, address, ENVIRONMENT) == Access()


def test_a_ca_is_that_of_its_host_and_port() -> None:
    assert access_of(HOSTS, "https://other.example:8443/", ENVIRONMENT).verify == "/etc/ca.pem"


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(ConfigError, match="KEY is not set in the environment"):
        access_of(HOSTS, "https://blog.example/", {"SECRET": "s"})
