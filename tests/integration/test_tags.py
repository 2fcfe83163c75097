"""Tags that a site would publish at one place become one, as the site or the first article spells it; the run says so."""

import pytest
import yaml

from tests.blog import PAGE


def tagged(place, n: int, *tags: str) -> None:
    links = "".join(f'<a rel="tag" href="/t/{k}">{tag}</a> ' for k, tag in enumerate(tags))
    page = PAGE.format(n=n, path=f"/{n}/", title=f"Article {n}", body=f"<p>This is the text of {n}.</p>")
    place.blog.pages[f"/{n}/"] = page.replace("</h1>", f'</h1><p class="tags">{links}</p>').encode()


def tags_of(place, n: int) -> list[str]:
    front = next(place.target.rglob(f"*{n}.md")).read_text(encoding="utf-8").split("---\n")[1]
    return yaml.safe_load(front)["tags"]


@pytest.fixture
def tags(place):
    tagged(place, 1, "JavaScript", "tea time")
    tagged(place, 2, "javascript", "C")
    tagged(place, 3, "Java-Script", "C++", "C")
    return place


def with_flavor(place, flavor: str) -> None:
    text = place.config.read_text(encoding="utf-8")
    place.config.write_text(text.replace("[post]\n", f'[post]\nflavor = "{flavor}"\n'), encoding="utf-8")


def test_tags_of_one_place_become_one_and_the_run_says_so(tags):
    with_flavor(tags, "nikola")
    said = tags.run("import", "--all").stderr
    names = {name for n in (1, 2, 3) for name in tags_of(tags, n)}
    assert len({name.casefold().replace("-", "") for name in names}) == len(names)
    assert "as other posts have it" in said
    assert tags.run("sync").stdout.splitlines()[-1] == "blog: 3 unchanged"


def test_the_site_s_own_spelling_is_taken(tags):
    with_flavor(tags, "nikola")
    own = tags.target / "posts" / "own.md"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("---\ntitle: Own\ntags: [javaScript, Tea Time]\n---\n\nMine.\n", encoding="utf-8")
    tags.run("import", "--all")
    assert tags_of(tags, 1) == ["javaScript", "Tea Time"]
    assert tags_of(tags, 2)[0] == tags_of(tags, 3)[0] == "javaScript"


def test_tags_that_differ_in_signs_stay_apart_where_the_site_publishes_them_apart(tags):
    with_flavor(tags, "hugo")
    tags.run("import", "--all")
    assert tags_of(tags, 2)[1:] == ["C"]
    assert tags_of(tags, 3)[1:] == ["C++", "C"]
