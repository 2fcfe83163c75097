"""From the paths at which articles were to those of their posts, in the forms that hosts and generators read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

PLAIN = re.compile(r"/[^\0-\x20\x7f\"'`\\$;{}<>|^*?#]*+")
"""Paths, decoded, that are text and nothing else in each of the forms."""
FILE = re.compile(r"\.\w{1,5}\Z")


@dataclass(frozen=True, slots=True)
class Redirect:
    """From a path at the origin to where the target publishes the post; both decoded."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of redirects: `lines` are those of the file that has them.

    `file` is where they belong. With `both` a path is said with and without a slash at its end, since the form takes
    them for two.
    """

    file: str
    lines: Callable[[Sequence[Redirect]], Iterable[str]]
    both: bool = True


def path_of(address: str) -> str:
    """The path of an article's address, decoded; "" where it is no path of its own, or needs more than a path."""
    split = urlsplit(address)
    path = unquote(split.path)
    return "" if split.query or path in ("", "/") else path


def written(redirects: Iterable[Redirect], form: str) -> str:
    """The redirects in a form of `FORMS`.

    Args:
        redirects: their paths match `PLAIN`.
        form: its name.
    """
    row = FORMS[form]
    spelled = [each for redirect in redirects for each in (_spellings(redirect) if row.both else [redirect])]
    return "".join(f"{line}\n" for line in row.lines(spelled))


def _spellings(redirect: Redirect) -> list[Redirect]:
    if FILE.search(redirect.old):
        return [redirect]
    bare = redirect.old.rstrip("/")
    return [Redirect(old, redirect.new) for old in (bare, f"{bare}/")]


def _underscore(redirects: Sequence[Redirect]) -> Iterable[str]:
    # https://docs.netlify.com/routing/redirects/ and https://developers.cloudflare.com/pages/configuration/redirects/
    # A colon would begin a placeholder.
    return (f"{quote(each.old, safe='/@!&()+,=~')} {_address(each.new)} 301" for each in redirects)


def _nginx(redirects: Sequence[Redirect]) -> Iterable[str]:
    # https://nginx.org/en/docs/http/ngx_http_core_module.html#location
    return (f'location = "{each.old}" {{ return 301 "{_address(each.new)}"; }}' for each in redirects)


def _apache(redirects: Sequence[Redirect]) -> Iterable[str]:
    # https://httpd.apache.org/docs/2.4/mod/mod_alias.html#redirectmatch
    for each in redirects:
        end = "" if FILE.search(each.old) else "/?"
        yield f'RedirectMatch 301 "^{re.escape(each.old.rstrip("/"))}{end}$" "{_address(each.new)}"'


def _caddy(redirects: Sequence[Redirect]) -> Iterable[str]:
    # https://caddyserver.com/docs/caddyfile/directives/redir
    return (f'redir "{each.old}" "{_address(each.new)}" permanent' for each in redirects)


def _vercel(redirects: Sequence[Redirect]) -> Iterable[str]:
    # https://vercel.com/docs/projects/project-configuration#redirects
    rows = [
        {
            "source": re.sub(r"([():+.])", r"\\\1", quote(each.old, safe="/():+")),
            "destination": _address(each.new),
            "permanent": True,
        }
        for each in redirects
    ]
    return json.dumps({"redirects": rows}, indent=2, ensure_ascii=False).splitlines()


def _table(redirects: Sequence[Redirect]) -> Iterable[str]:
    return (f"{quote(each.old)}\t{_address(each.new)}" for each in redirects)


def _address(path: str) -> str:
    return quote(path, safe="/:#@!&()+,=~")


FORMS: Mapping[str, Form] = {
    "netlify": Form("_redirects, in the folder that is published", _underscore, both=False),
    "cloudflare": Form("_redirects, in the folder that is published", _underscore),
    "nginx": Form("a file that the server block includes", _nginx),
    "apache": Form(".htaccess, in the folder that is published", _apache, both=False),
    "caddy": Form("the site's block of the Caddyfile", _caddy),
    "vercel": Form("vercel.json", _vercel),
    "table": Form("whatever reads old and new paths with a tab between", _table, both=False),
}
"""The forms of hosts, by their names."""

KEYS: Mapping[str, str] = {"jekyll": "redirect_from", "hugo": "aliases"}
"""The key of the front matter that says where a post was: jekyll-redirect-from's, and Hugo's own."""
