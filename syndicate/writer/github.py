"""GitHub's REST API, as far as one pull request needs it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

import requests
import tenacity
from requests.auth import AuthBase

from syndicate.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

API = "https://api.github.com"

_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_REMOTE = re.compile(
    r"(?:[\w+.-]+://)?(?:[^/]*@)?(?P<host>[\w.-]+)(?::\d+/|[:/])/*(?P<name>[^/]+/[^/]+?)(?:\.git)?/?"
)
"""A remote's address: https://host/owner/name.git, ssh://git@host:22/owner/name, git@host:owner/name.git."""

_ADVICE = (
    (
        401,
        "",
        "GitHub does not know the token; make a new one, or see whether GITHUB_TOKEN or GH_TOKEN holds all of it",
    ),
    (
        403,
        "not permitted to create",
        'in the repository\'s settings, Actions, General, tick "Allow GitHub Actions to create and approve pull requests"',
    ),
    (
        403,
        "SAML|SSO",
        "the organization asks for single sign-on; authorize the token for it in your settings",
    ),
    (403, "", "the token may not do this; it needs the permission pull-requests: write"),
    (404, "", "GitHub has no such repository, or the token may not see it; see also its permissions"),
    (410, "", "GitHub no longer answers this; a newer Syndicate may"),
    (422, "No commits between", "there is nothing to merge: the branch has no commit that the base lacks"),
    (422, r"\bbase\b.*invalid", "there is no such base branch at GitHub"),
    (422, r"\bhead\b.*invalid", "there is no such branch at GitHub; push it first"),
)
"""What a status and GitHub's words mean for a person; the first that fits."""


class _PassingError(TargetError):
    """A fault that may pass; `after` is for how many seconds GitHub asks to wait."""

    def __init__(self, message: str, address: str, after: float = 0) -> None:
        super().__init__(message, address)
        self.after = after


class _RefusedError(TargetError):
    """What GitHub answers for good; `said` are its own words."""

    def __init__(self, message: str, address: str, status: int, said: str) -> None:
        super().__init__(message, address)
        self.status = status
        self.said = said


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request; `is_open` tells it from one that was merged or closed."""

    number: int
    url: str
    is_open: bool = True


class _Bearer(AuthBase):
    """The token; not a plain header, since requests prefers a password in ~/.netrc to that."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass(frozen=True, slots=True)
class GitHub:
    """A repository at GitHub, "owner/name", on whose pull requests a token may work."""

    repository: str
    token: str = field(repr=False)
    api_url: str = API

    first_wait: ClassVar[float] = 1.0
    """Seconds; GitHub asks for a second between two writing requests."""
    longest_wait: ClassVar[float] = 90.0
    """Seconds. A secondary limit asks for a minute; a primary one for up to an hour, which is for the next run."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], remote_url: str) -> GitHub:
        """The repository that a remote's address names, with the token and API of an environment as Actions has it.

        The remote goes before GITHUB_REPOSITORY: that is where the workflow lies, and the target may be another.

        Args:
            environ: GITHUB_TOKEN or GH_TOKEN; GITHUB_API_URL and GITHUB_SERVER_URL where GitHub is one's own;
                GITHUB_REPOSITORY where the remote's address does not say which it is.
            remote_url: of the remote that is pushed to.

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
        repository = _named(remote_url, hosts) or environ.get("GITHUB_REPOSITORY", "").strip()
        if not _NAME.fullmatch(repository):
            raise TargetError(
                "the remote is not at GitHub; name the repository: owner/name", "GITHUB_REPOSITORY"
            )
        return cls(repository, token, api)

    def pull_requests(self, branch: str) -> tuple[PullRequest, ...]:
        """The pull requests from a branch of this repository, the newest first, those that are over too.

        Raises:
            TargetError: GitHub does not say.
        """
        owner = self.repository.partition("/")[0]
        query = {"head": f"{owner}:{branch}", "state": "all", "sort": "created", "direction": "desc"}
        answer = self._ask("GET", "pulls", query=query)
        if not isinstance(answer, list):
            raise self._strange()
        # GitHub leaves a filter out that it cannot read, and then lists all.
        return tuple(self._pull(each) for each in answer if self._is_from(each, branch))

    def open_pull_request(self, branch: str) -> tuple[PullRequest, ...]:
        """The open pull request from a branch, the newest of several; empty where there is none."""
        return tuple(pull for pull in self.pull_requests(branch) if pull.is_open)[:1]

    def create(
        self, branch: str, base: str, title: str, body: str, labels: Sequence[str] = ()
    ) -> PullRequest:
        """Open a pull request; where one is open already, update it.

        Args:
            branch: what is to be merged; pushed before.
            base: into which branch; "" is the repository's default branch.
            title: one line.
            body: Markdown.
            labels: added; GitHub makes those that it lacks.

        Raises:
            TargetError: GitHub refuses; the message says what it needs.
        """
        base = base or self._default_branch()
        data = {"head": branch, "base": base, "title": title, "body": body}
        try:
            pull = self._pull(self._ask("POST", "pulls", data=data))
        except _RefusedError as error:
            # Also where GitHub answered an earlier try with an error although it had opened one.
            if error.status != 422 or "already exists" not in error.said:
                raise
            if not (found := self.open_pull_request(branch)):
                raise
            return self.update(found[0].number, title, body, labels)
        self._label(pull.number, labels)
        return pull

    def update(self, number: int, title: str, body: str, labels: Sequence[str] = ()) -> PullRequest:
        """Give a pull request another title and body, and labels in addition to those it has; see `create`."""
        pull = self._pull(self._ask("PATCH", f"pulls/{number}", data={"title": title, "body": body}))
        self._label(number, labels)
        return pull

    def _label(self, number: int, labels: Sequence[str]) -> None:
        if labels:
            self._ask("POST", f"issues/{number}/labels", data={"labels": list(labels)})

    def _default_branch(self) -> str:
        match self._ask("GET", ""):
            case {"default_branch": str(name)}:
                return name
        raise self._strange()

    def _is_from(self, data: Any, branch: str) -> bool:
        """Whether a pull request is from this branch and no fork's of the same name."""
        match data:
            case {"head": {"ref": str(ref), "repo": {"full_name": str(name)}}}:
                return ref == branch and name.lower() == self.repository.lower()
        return False

    def _pull(self, data: Any) -> PullRequest:
        match data:
            case {"number": int(number), "html_url": str(url), "state": str(state)}:
                return PullRequest(number, url, state == "open")
        raise self._strange()

    def _strange(self) -> TargetError:
        return TargetError("this does not answer as GitHub's API does; see GITHUB_API_URL", self._address(""))

    def _address(self, path: str) -> str:
        return f"{self.api_url}/repos/{self.repository}{'/' * bool(path)}{path}"

    def _ask(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, data: Any = None
    ) -> Any:
        """What GitHub answers, decoded; asked again where a fault may pass."""
        deadline = time.monotonic() + self.longest_wait
        backoff = tenacity.wait_exponential(multiplier=self.first_wait)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return max(backoff(state), error.after if isinstance(error, _PassingError) else 0)

        def hopeless(state: tenacity.RetryCallState) -> bool:
            return state.attempt_number > 4 or time.monotonic() + wait(state) > deadline

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_PassingError), wait=wait, stop=hopeless, reraise=True
        )
        return retrying(self._ask_once, method, path, query, data)

    def _ask_once(self, method: str, path: str, query: Mapping[str, str] | None, data: Any) -> Any:
        from syndicate import __version__

        address = self._address(path)
        headers = {
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": f"Syndicate/{__version__}",
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
            # Not from the error: its text holds more than a person needs.
            raise _PassingError("GitHub cannot be reached; try again later", address) from None
        except requests.RequestException as error:
            message = f"not an address that can be asked ({type(error).__name__}); see GITHUB_API_URL"
            raise TargetError(message, address) from None
        try:
            answer = response.json()
        except requests.JSONDecodeError:
            answer = None
        if not response.ok:
            raise self._refusal(response, answer, address)
        return answer

    def _refusal(self, response: requests.Response, answer: Any, address: str) -> TargetError:
        """What is wrong, in one line, with GitHub's own words."""
        status, said = response.status_code, _words(answer).replace(self.token, "***")
        quoted = f"GitHub answers {status} {response.reason}{': ' * bool(said)}{said}"
        limited = (
            status == 429
            or response.headers.get("X-RateLimit-Remaining") == "0"
            or "rate limit" in said.lower()
        )
        if limited and status in (403, 429):
            message = f"too many requests for now; try again later ({quoted})"
            return _PassingError(message, address, _pause(response.headers))
        if status >= 500:
            return _PassingError(f"try again later ({quoted})", address, _pause(response.headers, 0))
        fits = (
            text for code, words, text in _ADVICE if code == status and re.search(words, said, re.IGNORECASE)
        )
        advice = next(fits, "")
        return _RefusedError(f"{advice} ({quoted})" if advice else quoted, address, status, said)


def _named(remote_url: str, hosts: set[str]) -> str:
    """The repository that a remote's address names, where it is at one of these hosts; else ""."""
    match = _REMOTE.fullmatch(remote_url.strip())
    host = re.sub(r"^(?:ssh|www)\.", "", match["host"].lower()) if match else ""
    return match["name"] if match and host in hosts else ""


def _words(answer: Any) -> str:
    """GitHub's message, and those of its parts, which say what is wrong with which field."""
    if not isinstance(answer, dict):
        return ""
    errors = answer.get("errors")
    parts = [answer.get("message"), *(errors if isinstance(errors, list) else [errors])]
    texts = []
    for part in parts:
        if isinstance(part, dict):
            part = part.get("message") or f"{part.get('field')} {part.get('code')}"  # noqa: PLW2901
        if isinstance(part, str):
            texts.append(" ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", part).split())[:300])
    return "; ".join(texts)


def _pause(headers: Mapping[str, str], otherwise: float = 60) -> float:
    """Seconds to wait after a limit was hit: "Rate limits for the REST API" in GitHub's documentation."""
    if headers.get("Retry-After", "").isdigit():
        return float(headers["Retry-After"])
    if headers.get("X-RateLimit-Remaining") == "0" and headers.get("X-RateLimit-Reset", "").isdigit():
        return max(0.0, float(headers["X-RateLimit-Reset"]) - time.time())
    return otherwise
