"""The network is not trusted: where it leads, how much it sends and how slowly."""

import gzip
import random
import socket
import threading
import time
import tracemalloc
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.config import Fetch
from syndicate.errors import FetchError
from syndicate.fetcher import Fetcher, FetchOptions
from syndicate.fetcher.cache import Cache, CachedResponse
from syndicate.fetcher.connections import is_public
from syndicate.fetcher.run_cache import RunCache, Visit
from tests.blog import NAME, files


@contextmanager
def answering(answer, host="127.0.0.1"):
    """A server of one answer, written by a function onto the connection; and the requests that reached it."""
    asked = []

    def serve(connection):
        with connection:
            try:
                asked.append(connection.recv(65536).split(b"\r\n")[0])
                answer(connection)
            except OSError:
                pass

    def accept(listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=[connection], daemon=True).start()

    with socket.create_server((host, 0)) as listener:
        threading.Thread(target=accept, args=[listener], daemon=True).start()
        yield f"http://{host}:{listener.getsockname()[1]}/", asked
        listener.shutdown(socket.SHUT_RDWR)


def page(body=b"<p>x</p>", headers=b""):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + headers
    return lambda connection: connection.sendall(
        head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body
    )


def moved(address):
    return lambda connection: connection.sendall(
        f"HTTP/1.1 302 Found\r\nLocation: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )


def fetched(tmp_path, address, *, named=(), mirrors=None, **rules):
    rules = {"retries": 0, "robots": False, "timeout": 5, **rules}
    with Fetcher(Fetch(**rules), tmp_path, named=named, mirrors=mirrors) as fetcher:
        return fetcher.get(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])
def test_a_private_address_is_asked_only_where_the_config_names_it(tmp_path, host):
    with answering(page(), host) as (address, asked):
        with pytest.raises(FetchError, match="not on the public network; if that is right, name it"):
            fetched(tmp_path, address)
        assert asked == []
        assert fetched(tmp_path, address + "a", named=[address]).content == b"<p>x</p>"
        assert fetched(tmp_path, NAME, mirrors={NAME: address}).content == b"<p>x</p>"


def test_a_redirect_does_not_lead_where_the_config_names_nothing(tmp_path):
    with answering(page(), "127.0.0.2") as (inside, asked), answering(moved(inside)) as (address, _):
        with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.2: not on the public network"):
            fetched(tmp_path, address, named=[address])
        assert asked == []


def test_a_named_host_is_named_with_its_port(tmp_path):
    with answering(page()) as (other, asked), answering(moved(other)) as (address, _):
        with pytest.raises(FetchError, match="not on the public network"):
            fetched(tmp_path, address, named=[address])
        assert asked == []


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "x@localhost",
    ],
)
def test_every_way_to_write_a_private_address_is_known(tmp_path, host):
    with answering(page()) as (address, asked):
        port = address.rstrip("/").rpartition(":")[2]
        with pytest.raises(FetchError, match=r"not on the public network|there is no host"):
            fetched(tmp_path, f"http://{host}:{port}/")
        assert asked == []


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/"])
def test_a_redirect_leads_to_no_other_scheme(tmp_path, target):
    with answering(moved(target)) as (address, _), pytest.raises(FetchError, match="which is no web address"):
        fetched(tmp_path, address, named=[address])


def test_a_name_that_leads_elsewhere_the_second_time_gains_nothing(tmp_path, monkeypatch):
    """What is connected to is what was checked: the name is not resolved again in between."""
    real, answers = socket.getaddrinfo, iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    tried = []

    def resolve(host, port, *rest, **more):
        return real(next(answers) if host == "rebound.example" else host, port, *rest, **more)

    def connect(_self, place):
        tried.append(place[0])
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FetchError, match="refuses the connection"):
        fetched(tmp_path, "http://rebound.example/")
    assert tried == ["93.184.215.14"]


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address):
    if not address.is_global or address.is_multicast:
        assert not is_public(str(address))


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "100.64.0.1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::1",
        "64:ff9b::7f00:1",
        "fe80::1%eth0",
        "ff0e::1",
        "::127.0.0.1",
        "::1",
        "fec0::1",
        "::ffff:0:127.0.0.1",
        "64:ff9b:1::7f00:1",
        "64:ff9b:1:7f00:0:100::",
        "2001:0:7f00:1::",
        "2001:470::5efe:10.0.0.1",
        "2001:470::200:5efe:7f00:1",
        "3fff::1",
        "4000::1",
        "fc00::1",
        "192.88.99.1",
        "0.0.0.0",
    ],
)
def test_a_private_address_in_another_coat_is_private(address):
    assert not is_public(address)
    assert is_public("93.184.215.14")
    assert is_public(str(ip_address("2606:2800:21f:cb07:6820:80da:af6b:8b2c")))


def answer(status, headers, body=b""):
    return lambda connection: connection.sendall(
        b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, headers, len(body))
        + body
    )


@pytest.mark.parametrize(
    "location",
    [b"http://[bad/", b"http://a:99999999/", b"http://\xff\xfe/", b"http://a..b/", b"//", b"http://" + b"a" * 300 + b"/", b"http://\x01/"],
)  # fmt: skip
def test_a_redirect_that_leads_nowhere_is_the_failure_of_its_address(tmp_path, location):
    with answering(answer(b"302 Found", b"Location: " + location + b"\r\n")) as (address, _):
        with pytest.raises(FetchError) as error:
            fetched(tmp_path, address, named=[address])
        assert error.value.address == address


def test_an_answer_that_cannot_be_read_is_named(tmp_path):
    bad = answer(b"302 Found", b"Location: http://[bad/\r\n")
    with (
        answering(bad) as (address, _),
        pytest.raises(FetchError, match="it answers with what cannot be read"),
    ):
        fetched(tmp_path, address, named=[address])


@pytest.mark.parametrize(
    "value", [b"\xb2", b"-1", b"9" * 5000, b"Fri, 99 Foo 99999 99:99:99 GMT", b"Mon, 01 Jan 0001 00:00:00 +2359", b"\x01"]
)  # fmt: skip
def test_a_wait_that_makes_no_sense_is_no_wait(tmp_path, value):
    busy = answer(b"503 Busy", b"Retry-After: " + value + b"\r\n")
    with answering(busy) as (address, _), pytest.raises(FetchError, match="the server answers 503"):
        fetched(tmp_path, address, named=[address])


@pytest.mark.parametrize("tag", [b'"a\x01b"', b'"a\r\n b"', b"x" * 5000, b'\x00"x"'])
def test_an_etag_that_cannot_be_sent_back_is_not_cached(tmp_path, tag):
    with answering(answer(b"200 OK", b"ETag: " + tag + b"\r\n", b"<p>x</p>")) as (address, asked):
        for _ in range(2):
            assert fetched(tmp_path, address, named=[address]).content == b"<p>x</p>"
        assert len(asked) == 2


def test_no_netrc_is_sent_to_an_origin(tmp_path, monkeypatch):
    requests = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            for _ in range(2):
                connection, _ = listener.accept()
                with connection:
                    requests.append(connection.recv(65536))
                    page()(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        (tmp_path / "netrc").write_text(
            "machine 127.0.0.1 login me password sesame\ndefault login a password b\n"
        )
        (tmp_path / "netrc").chmod(0o600)
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        fetched(tmp_path / "cache", address, named=[address])
        fetched(tmp_path / "other", address.replace("//", "//own:words@"), named=[address])
        thread.join(10)
    assert b"authorization" not in requests[0].lower()
    assert b"Authorization: Basic b3duOndvcmRz" in requests[1]


def test_a_host_that_was_public_is_not_followed_into_the_private_network(tmp_path, monkeypatch):
    """A real resolver that changes its answers cannot be had offline."""
    answers = ["192.0.43.8", "127.0.0.1"]
    real = socket.getaddrinfo

    def resolve(host, *rest, **more):
        return real(answers.pop(0) if host == "blog.example" else host, *rest, **more)

    with answering(page()) as (address, asked):
        inside = address.replace("127.0.0.1", "blog.example")
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        with Fetcher(Fetch(retries=0, robots=False, timeout=0.2), tmp_path, named=[inside]) as fetcher:
            with pytest.raises(FetchError):
                fetcher.get(inside)  # nobody answers there
            fetcher._client.unreachable.clear()  # else it is asked no more
            with pytest.raises(
                FetchError, match=r"blog.example, which is 127\.0\.0\.1: not on the public network"
            ):
                fetcher.get(inside)
        assert (answers, asked) == ([], [])


def test_of_a_long_robots_txt_its_beginning_counts(tmp_path):
    robots = b"User-agent: *\nDisallow: /no/\n" + b"# more\n" * 100_000

    def serve(connection):
        page(robots)(connection)

    with answering(serve) as (address, _):
        assert fetched(tmp_path, f"{address}yes/", named=[address], robots=True).content
        with pytest.raises(FetchError, match=r"robots\.txt asks not to fetch this"):
            fetched(tmp_path, f"{address}no/", named=[address], robots=True)


def test_millions_of_empty_parts_are_refused(tmp_path):
    parts = page(gzip.compress(b"") * 600_000, b"Content-Encoding: gzip\r\n")
    with answering(parts) as (address, _), pytest.raises(FetchError, match="in more than 1,000 parts"):
        fetched(tmp_path, address, named=[address])


def test_redirects_share_the_time_of_their_address(tmp_path):
    def slow(connection):
        time.sleep(0.3)
        moved("/again")(connection)

    with answering(slow) as (address, asked):
        with pytest.raises(FetchError, match="it did not come to an end in time"):
            fetched(tmp_path, address, named=[address], total_timeout=0.5)
        assert len(asked) < 5


def test_a_run_that_takes_too_long_fetches_nothing_more(tmp_path):
    with answering(page()) as (address, asked):
        with pytest.raises(FetchError, match="the run has taken too long and fetches nothing more") as error:
            fetched(tmp_path, address, named=[address], run_timeout=1e-9)
        assert "the next one goes on, see run_timeout in source.fetch" in str(error.value)
        assert asked == []


def test_a_run_that_has_fetched_too_much_fetches_nothing_more(tmp_path):
    with answering(page(b"x" * 1000)) as (address, asked):
        rules = Fetch(robots=False, run_bytes=1500)
        with Fetcher(rules, tmp_path, named=[address]) as fetcher:
            fetcher.get(f"{address}1")
            fetcher.get(f"{address}2")
            with pytest.raises(
                FetchError, match="the run has fetched more than 1,500 bytes and fetches nothing more"
            ):
                fetcher.get(f"{address}3")
        assert len(asked) == 2


def test_a_cache_that_has_grown_too_large_loses_what_is_oldest(tmp_path):
    def entry(number):
        return CachedResponse("", "", "", "", "", random.Random(number).randbytes(50_000))

    cache = Cache(tmp_path, max_bytes=1_000_000)
    for number in range(40):
        cache.put(f"https://a/{number}", entry(number))
    cache.close()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 1_000_000
    cache = Cache(tmp_path)
    assert cache.get("https://a/39") is not None
    assert cache.get("https://a/0") is None
    cache.close()


def test_a_bomb_is_cut_off_before_it_fills_the_memory(tmp_path):
    bomb = gzip.compress(b"\0" * 300_000_000, 9)
    with answering(page(bomb, b"Content-Encoding: gzip\r\n")) as (address, _):
        tracemalloc.start()
        with pytest.raises(FetchError, match="larger than 1,000,000 bytes"):
            fetched(tmp_path, address, named=[address], max_bytes=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 30_000_000


def trickle(connection, head, given_up):
    connection.sendall(head)
    try:
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)
    except OSError:
        given_up.set()


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 2"],
    ids=["body", "header", "status"],
)
def test_what_comes_byte_by_byte_is_given_up_in_time(tmp_path, head):
    given_up = threading.Event()
    with answering(lambda connection: trickle(connection, head, given_up)) as (address, _):
        with pytest.raises(FetchError, match=r"in time|broke before"):
            fetched(tmp_path, address, named=[address], total_timeout=0.5)
        # Byte by byte it would go on for ever.
        assert given_up.wait(60)


def test_a_dry_run_reads_what_is_kept_and_writes_nothing(tmp_path):
    with answering(page(headers=b'ETag: "x"\r\n')) as (address, asked):
        with Fetcher(
            Fetch(robots=False), tmp_path / "new", named=[address], options=FetchOptions(keep=False)
        ) as fetcher:
            fetcher.get(address)
        assert not (tmp_path / "new").exists()
        fetched(tmp_path, address, named=[address])
        before = files(tmp_path)
        with Fetcher(
            Fetch(robots=False), tmp_path, named=[address], options=FetchOptions(keep=False)
        ) as fetcher:
            fetcher.get(address)
        assert files(tmp_path) == before
        assert len(asked) == 3


TARGET = Path("/home/me/site")


def test_what_was_looked_at_is_remembered_and_can_be_thrown_away(tmp_path):
    visits = {f"{NAME}{n}/": Visit(float(n), f"mark {n}") for n in range(3)}
    run_cache = RunCache(tmp_path, TARGET)
    assert (run_cache.note("site"), run_cache.visits("site")) == ("", {})
    run_cache.set_note("site", "done")
    run_cache.keep_visits("site", visits)
    run_cache.keep_visits("site", {f"{NAME}1/": Visit(9.0, "again")})
    run_cache.close()
    run_cache = RunCache(tmp_path, TARGET)
    assert run_cache.note("site") == "done"
    assert run_cache.visits("site") == visits | {f"{NAME}1/": Visit(9.0, "again")}
    assert run_cache.visits("another") == {}
    run_cache.close()
    elsewhere = RunCache(tmp_path, TARGET / "other")
    assert (elsewhere.note("site"), elsewhere.visits("site")) == ("", {})
    elsewhere.close()
    [file] = tmp_path.glob("*.sqlite")
    file.write_bytes(b"no database")
    run_cache = RunCache(tmp_path, TARGET)
    assert run_cache.note("site") == ""
    run_cache.set_note("site", "anew")
    assert run_cache.note("site") == "anew"
    run_cache.close()


def test_a_memory_that_is_only_read_makes_no_file(tmp_path):
    run_cache = RunCache(tmp_path / "none", TARGET, keep=False)
    run_cache.set_note("site", "x")
    run_cache.close()
    assert list(tmp_path.iterdir()) == []
