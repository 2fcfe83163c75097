"""Addresses as they are published, and what they lead to."""

import json
import shutil
import subprocess

import pytest

from syndicate.addresses import is_front_page, is_readable, without_tracking


@pytest.mark.parametrize(
    ("address", "published"),
    [
        ("https://b.example/x?utm_source=rss&id=3", "https://b.example/x?id=3"),
        ("https://b.example/x?PHPSESSID=0123456789abcdef", "https://b.example/x"),
        ("https://b.example/t?sid=0123456789abcdef0123&t=5#p", "https://b.example/t?t=5#p"),
        ("https://b.example/1.html;jsessionid=0A1B2C3D?x=1#a", "https://b.example/1.html?x=1#a"),
        ("https://b.example/a;JSESSIONID=0A/b", "https://b.example/a/b"),
        ("https://b.example/?s=kettle", "https://b.example/?s=kettle"),
        ("https://b.example/?sid=17", "https://b.example/?sid=17"),
        ("https://b.example/a;b/c?x", "https://b.example/a;b/c?x"),
    ],
)
def test_what_names_a_reader_or_where_one_comes_from_is_not_published(address: str, published: str) -> None:
    assert without_tracking(address) == published


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://b.example", True),
        ("https://b.example/", True),
        ("https://b.example/index.html#news", True),
        ("https://b.example/?p=3", False),
        ("https://b.example/blog/", False),
    ],
)
def test_a_front_page_is_known_by_its_address(address: str, is_one: bool) -> None:
    assert is_front_page(address) is is_one


READABLE = (
    "http:///x http://x:/ http://1.2.3/ http://0x/ http://0xg/ http://a_b/ http://a..b/ http://256/ http://1.2.3.4./ http://-a-/ http://{{x}}/"
    " http://x:y@z/ mailto: tel: http://☃.example/ http://[::1] http://a⁄b http://a'b/ http://ａ.com http://a,b;c/ http://xn--n3h.example/"
    " HTTP://A.example:65535/ https://münchen.example/ https://a.example\\b"
).split()
UNREADABLE = (
    "http:// https:// ftp:// http:///// http://x:99999/ http://1.2.3.999/ http://09/ http://a.1/ http://a.0x1 http://xn--a/ http://xn--/ http://a%zz/"
    " http://a%2fb/ http://a^b/ http://a|b/ http://4294967296/ http://1.2.3.4.5/ http://a%00b http://x@/ http://a:b/ http://a:+1/ http://[::g] http://[::1"
    " http://[v1.x] http://\u00ad/ http://a\u200db/ http://\ufffd/ http://?x http://#x http://:80/"
).split()


@pytest.mark.parametrize("address", READABLE)
def test_what_a_browser_reads_is_readable(address):
    assert is_readable(address)


@pytest.mark.parametrize("address", UNREADABLE)
def test_what_a_browser_cannot_read_is_not_readable(address):
    assert not is_readable(address)


def test_the_addresses_above_are_as_the_url_standard_has_them():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    program = "console.log(JSON.stringify(process.argv.slice(1).map((address) => URL.canParse(address))))"
    done = subprocess.run(
        [node, "-e", program, *READABLE, *UNREADABLE], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [True] * len(READABLE) + [False] * len(UNREADABLE)
