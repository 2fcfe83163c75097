"""The network is not trusted: where it leads, how much it sends and how slowly."""

import gzip
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
        with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.2, not on the public network"):
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
    ],
)
def test_a_private_address_in_another_coat_is_private(address):
    assert not is_public(address)
    assert is_public("93.184.215.14")
    assert is_public(str(ip_address("2606:2800:21f:cb07:6820:80da:af6b:8b2c")))


def test_a_bomb_is_cut_off_before_it_fills_the_memory(tmp_path):
    bomb = gzip.compress(b"\0" * 300_000_000, 9)
    with answering(page(bomb, b"Content-Encoding: gzip\r\n")) as (address, _):
        tracemalloc.start()
        with pytest.raises(FetchError, match="larger than 1,000,000 bytes"):
            fetched(tmp_path, address, named=[address], max_bytes=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 30_000_000


def trickle(connection, head):
    connection.sendall(head)
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 2"],
    ids=["body", "header", "status"],
)
def test_what_comes_byte_by_byte_is_given_up_in_time(tmp_path, head):
    with answering(lambda connection: trickle(connection, head)) as (address, _):
        started = time.monotonic()
        with pytest.raises(FetchError, match=r"in time|broke before"):
            fetched(tmp_path, address, named=[address], total_timeout=0.5)
        assert time.monotonic() - started < 3


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
