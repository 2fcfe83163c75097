"""GitHub's API, played by a real HTTP server that answers as GitHub does."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from syndicate.errors import TargetError
from syndicate.writer.github import GitHub, PullRequest

TOKEN = "ghs_s3cretT0ken"
DOCS = "https://docs.github.com/rest/pulls/pulls#create-a-pull-request"


@dataclass
class Service:
    """What GitHub knows of the repository ann/site; `failures` are answered first, in order."""

    address: str = ""
    pulls: list[dict[str, Any]] = field(default_factory=list)
    labels: dict[int, list[str]] = field(default_factory=dict)
    branches: set[str] = field(default_factory=lambda: {"main", "posts"})
    same_as_base: set[str] = field(default_factory=set)
    failures: list[tuple[int, dict[str, str], Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    lose_answers: int = 0

    def pull(
        self, head: str, state: str = "open", repository: str = "ann/site", **rest: Any
    ) -> dict[str, Any]:
        """A new pull request, in the shape in which GitHub gives one out."""
        number = len(self.pulls) + 1
        owner = repository.partition("/")[0]
        made = {
            "number": number,
            "state": state,
            "html_url": f"https://github.com/ann/site/pull/{number}",
            "head": {"ref": head, "label": f"{owner}:{head}", "repo": {"full_name": repository}},
            "base": {"ref": "main"},
            **rest,
        }
        self.pulls.append(made)
        return made

    def answer(self, method: str, path: str, query: dict[str, list[str]], data: Any) -> tuple[int, Any]:
        match method, path.removeprefix("/repos/ann/site").strip("/").split("/"):
            case _ if not path.startswith("/repos/ann/site"):
                return 404, {"message": "Not Found", "documentation_url": DOCS, "status": "404"}
            case "GET", [""]:
                return 200, {"full_name": "ann/site", "default_branch": "main"}
            case "GET", ["pulls"]:
                label, state = query["head"][0], query.get("state", ["open"])[0]
                found = [pull for pull in reversed(self.pulls) if pull["head"]["label"] == label]
                return 200, [pull for pull in found if state in ("all", pull["state"])]
            case "POST", ["pulls"]:
                return self.create(data)
            case "PATCH", ["pulls", number]:
                self.pulls[int(number) - 1].update(data)
                return 200, self.pulls[int(number) - 1]
            case "POST", ["issues", number, "labels"]:
                self.labels.setdefault(int(number), []).extend(data["labels"])
                return 200, [{"name": name} for name in self.labels[int(number)]]
        return 404, {"message": "Not Found"}

    def create(self, data: dict[str, Any]) -> tuple[int, Any]:
        head, base = data["head"], data["base"]
        for name, key in ((base, "base"), (head, "head")):
            if name not in self.branches:
                return self.invalid({"resource": "PullRequest", "field": key, "code": "invalid"})
        if any(pull["head"]["ref"] == head and pull["state"] == "open" for pull in self.pulls):
            message = f"A pull request already exists for ann:{head}."
            return self.invalid({"resource": "PullRequest", "code": "custom", "message": message})
        if head in self.same_as_base:
            message = f"No commits between {base} and {head}"
            return self.invalid({"resource": "PullRequest", "code": "custom", "message": message})
        return 201, self.pull(head, title=data["title"], body=data["body"], base={"ref": base})

    def invalid(self, error: dict[str, str]) -> tuple[int, Any]:
        return 422, {
            "message": "Validation Failed",
            "errors": [error],
            "documentation_url": DOCS,
            "status": "422",
        }


@contextmanager
def served(service: Service) -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            split = urlsplit(self.path)
            service.asked.append((self.command, split.path))
            data = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
            headers: dict[str, str] = {}
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, answer = 401, {"message": "Bad credentials", "status": "401"}
            elif service.failures:
                status, headers, answer = service.failures.pop(0)
            else:
                status, answer = service.answer(self.command, split.path, parse_qs(split.query), data)
                if service.lose_answers:
                    service.lose_answers -= 1
                    status, answer = 502, "<html>Bad gateway</html>"
            body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PATCH = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    service.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(GitHub, "first_wait", 0.01)
    with served(Service()) as service:
        yield service


@pytest.fixture
def github(service: Service) -> GitHub:
    return GitHub("ann/site", TOKEN, service.address)


def create(github: GitHub, branch: str = "posts", **given: Any) -> PullRequest:
    return github.create(branch, given.pop("base", "main"), "Title", "Body", **given)


def test_a_pull_request_is_opened_with_labels_and_found_again(service, github):
    assert github.open_pull_request("posts") == ()
    made = create(github, labels=["cross-post", "new label"])
    assert made == PullRequest(1, "https://github.com/ann/site/pull/1")
    assert service.pulls[0]["title"] == "Title"
    assert service.pulls[0]["body"] == "Body"
    assert service.labels == {1: ["cross-post", "new label"]}
    assert github.open_pull_request("posts") == (made,)


def test_a_pull_request_is_updated(service, github):
    number = create(github).number
    assert github.update(number, "Another", "Text", ["more"]).number == number
    assert (service.pulls[0]["title"], service.pulls[0]["body"]) == ("Another", "Text")
    assert service.labels == {1: ["more"]}


def test_the_default_branch_is_the_base_where_none_is_named(service, github):
    create(github, base="")
    assert service.pulls[0]["base"] == {"ref": "main"}


def test_one_that_is_open_already_is_found_and_updated(service, github):
    service.pull("posts", title="Old", body="Old")
    assert create(github, labels=["x"]).number == 1
    assert service.pulls[0]["title"] == "Title"
    assert service.labels == {1: ["x"]}


def test_one_whose_opening_was_answered_with_an_error_is_not_opened_twice(service, github):
    service.lose_answers = 1
    assert create(github).number == 1
    assert len(service.pulls) == 1


def test_those_that_are_over_are_told_from_the_open_one(service, github):
    service.pull("posts", "closed")
    assert [pull.is_open for pull in github.pull_requests("posts")] == [False]
    assert github.open_pull_request("posts") == ()
    service.pull("posts")
    assert [(pull.number, pull.is_open) for pull in github.pull_requests("posts")] == [(2, True), (1, False)]
    assert [pull.number for pull in github.open_pull_request("posts")] == [2]


def test_a_forks_branch_of_the_same_name_is_another(service, github):
    service.failures = [
        (
            200,
            {},
            [
                service.pull("posts", repository="eve/site"),
                service.pull("other"),
                {**service.pull("posts"), "head": {"ref": "posts", "repo": None}},
                service.pull("posts", repository="Ann/Site"),
            ],
        )
    ]
    assert [pull.number for pull in github.pull_requests("posts")] == [4]


@pytest.mark.parametrize(
    ("status", "message", "expected"),
    [
        (401, "Bad credentials", "does not know the token"),
        (403, "Resource not accessible by integration", "pull-requests: write"),
        (403, "Resource not accessible by personal access token", "pull-requests: write"),
        (
            403,
            "GitHub Actions is not permitted to create or approve pull requests.",
            "tick \"Allow GitHub Actions to create and approve pull requests\"",
        ),
        (403, "Resource protected by organization SAML enforcement.", "single sign-on"),
        (404, "Not Found", "no such repository, or the token may not see it"),
        (418, "Short and stout", "GitHub answers 418"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_missing_and_is_not_asked_again(service, github, status, message, expected):
    service.failures = [(status, {}, {"message": message, "documentation_url": DOCS, "status": str(status)})]
    with pytest.raises(TargetError) as caught:
        create(github)
    assert expected in str(caught.value)
    assert f"{status} " in str(caught.value)
    assert message in str(caught.value)
    assert len(service.asked) == 1


def test_a_branch_without_commits_of_its_own_is_said(service, github):
    service.same_as_base = {"posts"}
    with pytest.raises(TargetError, match=r"nothing to merge.*No commits between main and posts"):
        create(github)


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"base": "gone"}, "no such base branch"), ({"branch": "gone"}, "no such branch.*push it")],
)
def test_a_branch_that_is_not_there_is_said(github, given, expected):
    with pytest.raises(TargetError, match=expected):
        create(github, **given)


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (500, {}, "Server Error"),
        (502, {}, "Bad gateway"),
        (503, {"Retry-After": "0"}, "Unavailable"),
        (429, {"Retry-After": "0"}, "Too many"),
        (403, {"Retry-After": "0"}, "You have exceeded a secondary rate limit."),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, "API rate limit exceeded"),
    ],
)
def test_what_passes_is_asked_again(service, github, status, headers, message):
    service.failures = [(status, headers, {"message": message})] * 2
    assert create(github).number == 1
    assert len(service.asked) == 3


def test_retry_after_is_waited_for(service, github):
    import time

    service.failures = [(429, {"Retry-After": "1"}, {"message": "slow down"})]
    begin = time.monotonic()
    create(github)
    assert time.monotonic() - begin >= 1


@pytest.mark.parametrize(
    "headers", [{"Retry-After": "3600"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"}]
)
def test_a_limit_that_holds_for_long_is_an_error_at_once(service, github, headers):
    service.failures = [(403, headers, {"message": "API rate limit exceeded for installation."})]
    with pytest.raises(TargetError, match="too many requests for now"):
        create(github)
    assert len(service.asked) == 1


def test_a_fault_that_stays_is_an_error_after_a_few_tries(service, github):
    service.failures = [(503, {}, "<html>Unicorn!</html>")] * 99
    with pytest.raises(TargetError, match=r"try again later \(GitHub answers 503"):
        create(github)
    assert len(service.asked) == 5


def test_a_server_that_is_not_there_is_an_error():
    GitHub.first_wait, before = 0.01, GitHub.first_wait
    try:
        with pytest.raises(TargetError, match="cannot be reached"):
            create(GitHub("ann/site", TOKEN, "http://127.0.0.1:9"))
    finally:
        GitHub.first_wait = before


@pytest.mark.parametrize("answer", ["<html>hello</html>", "{}", "[1, 2]", '{"number": "x"}', "null"])
def test_a_server_that_is_not_github_is_an_error(service, github, answer):
    service.failures = [(200, {}, answer)] * 2
    with pytest.raises(TargetError, match="does not answer as GitHub's API does"):
        create(github)
    if answer != "[1, 2]":
        with pytest.raises(TargetError, match="does not answer as GitHub's API does"):
            github.pull_requests("posts")


def test_a_renamed_repository_is_followed(service):
    service.failures = [(307, {"Location": "/repos/ann/site/pulls"}, {"message": "Moved"})]
    assert create(GitHub("ann/old-name", TOKEN, service.address)).number == 1


def test_a_password_in_netrc_does_not_replace_the_token(github, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ann password wrong\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert create(github).number == 1


def test_the_token_is_in_no_error_and_no_repr(service, github):
    assert TOKEN not in repr(github)
    for status in (401, 403, 422, 503):
        service.failures = [(status, {}, {"message": f"bad\x1b[2J\ntoken {TOKEN}"})] * 5
        with pytest.raises(TargetError) as caught:
            create(github)
        assert str(caught.value).isprintable()
        error: BaseException | None = caught.value
        while error:
            assert TOKEN not in repr(error) + str(error)
            error = error.__cause__ or error.__context__


class TestEnvironment:
    @pytest.mark.parametrize(
        "remote",
        [
            "https://github.com/ann/site",
            "https://github.com/ann/site.git",
            "https://github.com/ann/site/",
            "https://x-access-token:p@ss@github.com/ann/site.git",
            "https://GitHub.com:443/ann/site",
            "git@github.com:ann/site.git",
            "github.com:ann/site",
            "ssh://git@github.com/ann/site.git",
            "ssh://git@ssh.github.com:443/ann/site.git",
            "git://github.com/ann/site.git",
        ],
    )
    def test_the_repository_is_read_from_the_remotes_address(self, remote):
        environ = {"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "ann/workflows"}
        assert GitHub.from_environment(environ, remote) == GitHub("ann/site", TOKEN, "https://api.github.com")

    @pytest.mark.parametrize(
        "remote",
        [
            "",
            "/srv/git/site.git",
            "https://gitlab.com/ann/site",
            "git@github-work:ann/site.git",
            "https://github.com.evil.example/ann/site",
            "https://evil.example/github.com/ann/site",
            "https://evil.example/@github.com/ann/site",
            "https://github.com@evil.example/ann/site",
        ],
    )
    def test_github_repository_names_it_where_the_remote_does_not(self, remote):
        environ = {"GH_TOKEN": f" {TOKEN}\n", "GITHUB_REPOSITORY": "ann/named"}
        assert GitHub.from_environment(environ, remote).repository == "ann/named"
        assert GitHub.from_environment(environ, remote).token == TOKEN
        with pytest.raises(TargetError, match="GITHUB_REPOSITORY: the remote is not at GitHub"):
            GitHub.from_environment({"GITHUB_TOKEN": TOKEN}, remote)

    def test_a_github_of_ones_own_is_asked(self):
        environ = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": "https://git.example.org/api/v3/"}
        expected = GitHub("ann/site", TOKEN, "https://git.example.org/api/v3")
        assert GitHub.from_environment(environ, "git@git.example.org:ann/site.git") == expected
        environ |= {
            "GITHUB_API_URL": "https://api.example.ghe.com",
            "GITHUB_SERVER_URL": "https://example.ghe.com",
        }
        assert GitHub.from_environment(environ, "https://example.ghe.com/ann/site").repository == "ann/site"

    @pytest.mark.parametrize("token", ["", "  ", "two words", "a\nb", "tökén"])
    def test_what_is_no_token_is_an_error_that_does_not_show_it(self, token):
        with pytest.raises(TargetError, match="token") as caught:
            GitHub.from_environment({"GITHUB_TOKEN": token}, "https://github.com/ann/site")
        assert not token.strip() or token not in str(caught.value)
