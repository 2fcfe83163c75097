"""Each stage runs alone, and what one writes the next one reads."""

import json
import os
import subprocess
import sys

from tests.blog import NAME


def stage(place, name, *words, given=""):
    done = subprocess.run(
        [sys.executable, "-m", f"syndicate.{name}", *words],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(place.cache)},
    )
    return done.returncode, done.stdout, done.stderr


def test_an_article_goes_through_the_stages_one_by_one_as_it_does_through_a_run(place):
    place.blog.write(1, '<p>See <a href="/2/">the <b>second</b></a>.</p><ul><li>One</li></ul>')
    _, page, _ = stage(place, "fetcher", f"{place.blog.address}1/")
    _, article, _ = stage(place, "parser", f"{NAME}1/", given=page)
    facts = json.loads(article)
    assert (facts["title"], facts["published"], facts["address"]) == ("Article 1", "2024-05-01", f"{NAME}1/")
    _, body, _ = stage(place, "parser", f"{NAME}1/", "--body", "--select", ".post-content", given=page)
    status, markdown, lost = stage(place, "converter", "--dialect", "gfm", given=body)
    assert (status, lost) == (0, "")
    assert markdown == f"See [the **second**]({NAME}2/).\n\n- One\n"
    place.run("sync")
    assert place.post(1).read_text().endswith(f"\n\n{markdown}")


def test_each_says_in_a_line_what_is_wrong(place):
    status, _, said = stage(place, "fetcher", f"{place.blog.address}nothing/")
    assert (status, said.count("\n")) == (1, 1)
    assert "the server answers 404" in said
    status, _, said = stage(place, "parser", f"{NAME}1/", given="<nav>no article</nav>")
    assert (status, said.partition(" (")[0]) == (1, f"{NAME}1/: no body found")
    status, _, said = stage(place, "parser", f"{NAME}1/", given="<p>no date</p>")
    assert (status, said.partition(" (")[0]) == (1, f"{NAME}1/: no date of publication found")
    status, markdown, said = stage(place, "converter", given="<p>a<canvas>b</canvas></p>")
    assert (status, said) == (0, "")
    assert markdown == "ab\n"
