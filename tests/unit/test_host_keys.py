from __future__ import annotations

import pytest

from syndicate.addresses import after_prefix, host_of, identity, longest_prefix
from syndicate.config import Host
from syndicate.converter.post.links import rewrite_address
from syndicate.fetcher.connections import named_hosts
from syndicate.fetcher.hosts import access_of
from syndicate.fetcher.mirrors import from_mirror, to_mirror

WAYS = [
    "https://bücher.example/a/",
    "https://Bücher.example/a/",
    "https://BÜCHER.EXAMPLE/a/",
    "https://bu\u0308cher.example/a/",
    "https://xn--bcher-kva.example/a/",
    "https://XN--BCHER-KVA.example/a/",
    "HTTPS://Bücher.Example/a/",
]


@pytest.mark.parametrize("written", WAYS)
def test_one_host_is_one_however_it_is_written(written: str) -> None:
    assert (identity(written), host_of(written)) == (identity(WAYS[0]), "xn--bcher-kva.example")


def test_hosts_of_other_letters_are_others() -> None:
    assert host_of("https://straße.example/") == "xn--strae-oqa.example"
    hosts = (
        "https://straße.example/",
        "https://strasse.example/",
        "https://bucher.example/",
        "https://bücher.example/",
    )
    assert len({*map(host_of, hosts)}) == 4


@pytest.mark.parametrize("written", WAYS)
@pytest.mark.parametrize(
    "prefix", ["https://bücher.example/", "https://xn--bcher-kva.example/", "https://Bücher.example/"]
)
def test_prefixes_fit_however_the_host_is_written(prefix: str, written: str) -> None:
    assert to_mirror(written, {prefix: "http://127.0.0.1:8000/"}) == "http://127.0.0.1:8000/a/"
    assert from_mirror(written, {"https://old.example/": prefix}) == "https://old.example/a/"
    assert rewrite_address(written, {prefix: "https://new.example/"}) == "https://new.example/a/"
    assert (longest_prefix(written, [prefix]), after_prefix(written, prefix)) == (prefix, "a/")


def test_the_case_of_a_path_or_of_credentials_makes_a_difference() -> None:
    assert longest_prefix("https://blog.example/A/", ["https://blog.example/a/"]) == ""
    assert longest_prefix("https://Me@blog.example/", ["https://me@blog.example/"]) == ""


@pytest.mark.parametrize("written", WAYS)
@pytest.mark.parametrize("name", ["bücher.example", "xn--bcher-kva.example", "Bücher.example"])
def test_a_host_of_the_config_is_told_what_is_its_own_however_it_is_written(name: str, written: str) -> None:
    assert access_of({name: Host(headers={"X": "y"})}, written).headers == {"X": "y"}
    assert access_of({f"{name}:8443": Host(headers={"X": "y"})}, written).headers == {}


def test_a_named_host_is_known_by_the_name_that_is_connected_to() -> None:
    assert named_hosts(["https://Bücher.example/"]) == {("xn--bcher-kva.example", 443)}
