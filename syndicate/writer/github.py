"""A client for the part of GitHub's REST API that one pull request needs."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

import requests
import tenacity
from requests.auth import AuthBase

from syndicate.errors import RemoteError, TargetError
from syndicate.models import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

API = "https://api.github.com"

_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_REMOTE = re.compile(
    r"(?:[\w+.-]++://)?+(?:[^/@]*+@)*+(?P<host>[\w.-]++)(?::\d++/|[:/])/*+(?P<name>[^/]++/[^/]+?)(?:\.git)?/?"
)
"""A remote's address: https://host/owner/name.git, ssh://git@host:22/owner/name, git@host:owner/name.git."""

_ADVICE = (
    (
        401,
        re.compile("", re.IGNORECASE),
        "GitHub does not know the token; make a new one, or see whether GITHUB_TOKEN or GH_TOKEN holds all of it",
    ),
    (
        403,
        re.compile("not permitted to create", re.IGNORECASE),
        'in the repository\'s settings, Actions, General, tick "Allow GitHub Actions to create and approve pull requests"',
    ),
    (
        403,
        re.compile("SAML|SSO", re.IGNORECASE),
        "the organization asks for single sign-on; authorize the token for it in your settings",
    ),
    (
        403,
        re.compile("", re.IGNORECASE),
        "the token may not do this; it needs the permission pull-requests: write",
    ),
    (
        404,
        re.compile("", re.IGNORECASE),
        "GitHub has no such repository, or the token may not see it; see also its permissions",
    ),
    (410, re.compile("", re.IGNORECASE), "GitHub no longer answers this; a newer Syndicate may"),
    (
        422,
        re.compile("No commits between", re.IGNORECASE),
        "there is nothing to merge: the branch has no commit that the base lacks",
    ),
    (422, re.compile(r"\bbase\b.{0,200}invalid", re.IGNORECASE), "there is no such base branch at GitHub"),
    (
        422,
        re.compile(r"\bhead\b.{0,200}invalid", re.IGNORECASE),
        "there is no such branch at GitHub; push it first",
    ),
)
"""Advice by status and GitHub's message; the first match counts."""


class _TransientError(RemoteError):
    """An error that may not recur; `retry_after` is the wait that GitHub asks for, in seconds."""

    def __init__(self, message: str, address: str, retry_after: float = 0) -> None:
        super().__init__(message, address)
        self.retry_after = retry_after


class _RefusedError(TargetError):
    """An error that a retry does not help; `text` is GitHub's own message."""

    def __init__(self, message: str, address: str, status: int, text: str) -> None:
        super().__init__(message, address)
        self.status = status
        self.text = text


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request; `is_open` tells it from one that was merged or closed, `is_merged` those two apart."""

    number: int
    url: str
    is_open: bool = True
    is_merged: bool = False


class _Bearer(AuthBase):
    """The token; not a plain header, since requests prefers a password in ~/.netrc to that."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass(frozen=True, slots=True)
class GitHub:
    """A repository at GitHub, "owner/name", with a token for its pull requests."""

    repository: str
    token: str = field(repr=False)
    api_url: str = API

    first_wait: ClassVar[float] = 1.0
    """Seconds; GitHub asks for a second between two writing requests."""
    longest_wait: ClassVar[float] = 90.0
    """Seconds. A secondary limit asks for a minute; a primary one for up to an hour, which is for the next run."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], remote_url: str) -> GitHub:
        """The repository of a remote's address, with the token and API from environment variables as in Actions.

        The remote goes before GITHUB_REPOSITORY: that is the workflow's repository, and the target may be another.

        Args:
            environ: GITHUB_TOKEN or GH_TOKEN; GITHUB_API_URL and GITHUB_SERVER_URL for a GitHub Enterprise server;
                GITHUB_REPOSITORY if the remote's address does not name the repository.
            remote_url: of the remote to push to.

        Raises:
            TargetError: there is no token, or no repository is named.
        """
        token = (environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN") or "").strip()
        if not token:
            raise TargetError("a pull request needs a token of GitHub's; set it", "GITHUB_TOKEN")
        if not token.isascii() or not token.isprintable() or " " in token:
            raise TargetError(
                "this is no token: it has spaces, line breaks or other characters in it", "GITHUB_TOKEN"
            )
        api = (environ.get("GITHUB_API_URL") or API).rstrip("/")
        hosts = {
            (urlsplit(environ.get("GITHUB_SERVER_URL") or "https://github.com").hostname or ""),
            (urlsplit(api).hostname or "").removeprefix("api."),
        }
        repository = _repository_name(remote_url, hosts) or environ.get("GITHUB_REPOSITORY", "").strip()
        if not _NAME.fullmatch(repository):
            raise TargetError(
                "the remote is not at GitHub; name the repository: owner/name", "GITHUB_REPOSITORY"
            )
        return cls(repository, token, api)

    def pull_requests(self, branch: str) -> tuple[PullRequest, ...]:
        """The pull requests from a branch of this repository, the newest first, closed ones too.

        Raises:
            TargetError: GitHub does not answer.
        """
        owner = self.repository.partition("/")[0]
        query = {"head": f"{owner}:{branch}", "state": "all", "sort": "created", "direction": "desc"}
        data = self._request("GET", "pulls", query=query)
        if not isinstance(data, list):
            raise self._unexpected_response()
        # GitHub ignores a filter that it cannot read, and lists all.
        return tuple(self._pull(each) for each in data if self._is_from(each, branch))

    def open_pull_request(self, branch: str) -> tuple[PullRequest, ...]:
        """The open pull request from a branch, the newest of several; empty if there is none."""
        return tuple(pull for pull in self.pull_requests(branch) if pull.is_open)[:1]

    def create(
        self, branch: str, base: str, title: str, body: str, labels: Sequence[str] = ()
    ) -> PullRequest:
        """Open a pull request, or update the open one.

        Args:
            branch: the branch to merge; already pushed.
            base: the branch to merge into; "" is the repository's default branch.
            title: one line.
            body: Markdown.
            labels: to add; GitHub creates missing ones.

        Raises:
            TargetError: GitHub refuses; the message says what it needs.
        """
        base = base or self._default_branch()
        data = {"head": branch, "base": base, "title": title, "body": body}
        try:
            pull = self._pull(self._request("POST", "pulls", data=data))
        except _RefusedError as error:
            # This also happens if GitHub opened one in an earlier try but answered with an error.
            if error.status != 422 or "already exists" not in error.text:
                raise
            if not (existing := self.open_pull_request(branch)):
                raise
            return self.update(existing[0].number, title, body, labels)
        self._label(pull.number, labels)
        return pull

    def update(self, number: int, title: str, body: str, labels: Sequence[str] = ()) -> PullRequest:
        """Give a pull request another title and body, and labels in addition to those it has; see `create`."""
        pull = self._pull(self._request("PATCH", f"pulls/{number}", data={"title": title, "body": body}))
        self._label(number, labels)
        return pull

    def _label(self, number: int, labels: Sequence[str]) -> None:
        if labels:
            self._request("POST", f"issues/{number}/labels", data={"labels": list(labels)})

    def _default_branch(self) -> str:
        match self._request("GET", ""):
            case {"default_branch": str(name)}:
                return name
        raise self._unexpected_response()

    def _is_from(self, data: Any, branch: str) -> bool:
        """Whether a pull request is from this branch and no fork's of the same name."""
        match data:
            case {"head": {"ref": str(ref), "repo": {"full_name": str(name)}}}:
                return ref == branch and name.lower() == self.repository.lower()
        return False

    def _pull(self, data: Any) -> PullRequest:
        match data:
            case {"number": int(number), "html_url": str(url), "state": str(state)}:
                return PullRequest(number, url, state == "open", bool(data.get("merged_at")))
        raise self._unexpected_response()

    def _unexpected_response(self) -> TargetError:
        return TargetError("this does not answer as GitHub's API does; see GITHUB_API_URL", self._address(""))

    def _address(self, path: str) -> str:
        return f"{self.api_url}/repos/{self.repository}{'/' * bool(path)}{path}"

    def _request(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, data: Any = None
    ) -> Any:
        """GitHub's answer, decoded, with retries after transient errors."""
        deadline = time.monotonic() + self.longest_wait
        backoff = tenacity.wait_exponential(multiplier=self.first_wait)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return max(backoff(state), error.retry_after if isinstance(error, _TransientError) else 0)

        def give_up(state: tenacity.RetryCallState) -> bool:
            return state.attempt_number > 4 or time.monotonic() + wait(state) > deadline

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TransientError), wait=wait, stop=give_up, reraise=True
        )
        return retrying(self._request_once, method, path, query, data)

    def _request_once(self, method: str, path: str, query: Mapping[str, str] | None, data: Any) -> Any:
        address = self._address(path)
        headers = {
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": f"Syndicate/{VERSION}",
        }
        try:
            response = requests.request(
                method,
                address,
                params=query,
                json=data,
                headers=headers,
                auth=_Bearer(self.token),
                timeout=(10, 30),
            )
        except (requests.Timeout, requests.ConnectionError):
            # Without the error's own text, which has more than a person needs.
            raise _TransientError("GitHub cannot be reached; try again later", address) from None
        except requests.RequestException as error:
            message = f"not an address that can be asked ({type(error).__name__}); see GITHUB_API_URL"
            raise TargetError(message, address) from None
        try:
            data = response.json()
        except requests.JSONDecodeError:
            data = None
        if not response.ok:
            raise self._refusal(response, data, address)
        return data

    def _refusal(self, response: requests.Response, data: Any, address: str) -> TargetError:
        """The error in one line, with GitHub's own message."""
        status, answer_text = response.status_code, _error_text(data).replace(self.token, "***")
        description = f"GitHub answers {status} {response.reason}{': ' * bool(answer_text)}{answer_text}"
        is_rate_limit = (
            status == 429
            or response.headers.get("X-RateLimit-Remaining") == "0"
            or "rate limit" in answer_text.lower()
        )
        if is_rate_limit and status in (403, 429):
            message = f"too many requests for now; try again later ({description})"
            return _TransientError(message, address, _retry_after(response.headers))
        if status >= 500:
            return _TransientError(
                f"try again later ({description})", address, _retry_after(response.headers, 0)
            )
        matches = (advice for code, words, advice in _ADVICE if code == status and words.search(answer_text))
        advice = next(matches, "")
        return _RefusedError(
            f"{advice} ({description})" if advice else description, address, status, answer_text
        )


def _repository_name(remote_url: str, hosts: set[str]) -> str:
    """The repository that a remote's address names, if it is at one of these hosts; else ""."""
    match = _REMOTE.fullmatch(remote_url.strip())
    host = re.sub(r"^(?:ssh|www)\.", "", match["host"].lower()) if match else ""
    return match["name"] if match and host in hosts else ""


def _error_text(data: Any) -> str:
    """GitHub's message, with those about single fields."""
    if not isinstance(data, dict):
        return ""
    errors = data.get("errors")
    parts = [data.get("message"), *(errors if isinstance(errors, list) else [errors])]
    texts = []
    for part in parts:
        if isinstance(part, dict):
            part = part.get("message") or f"{part.get('field')} {part.get('code')}"  # noqa: PLW2901
        if isinstance(part, str):
            texts.append(" ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", part).split())[:300])
    return "; ".join(texts)


def _retry_after(headers: Mapping[str, str], default: float = 60) -> float:
    """Seconds to wait after a limit was hit: "Rate limits for the REST API" in GitHub's documentation."""
    if headers.get("Retry-After", "").isdigit():
        return float(headers["Retry-After"])
    if headers.get("X-RateLimit-Remaining") == "0" and headers.get("X-RateLimit-Reset", "").isdigit():
        return max(0.0, float(headers["X-RateLimit-Reset"]) - time.time())
    return default
