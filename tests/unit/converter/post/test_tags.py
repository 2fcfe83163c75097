import pytest

from syndicate.converter.post.post import short_title
from syndicate.converter.post.tags import usable_tags
from syndicate.converter.post.templates import slugify


@pytest.mark.parametrize(
    ("tags", "usable"),
    [
        (["Open Source", "open-source", "OPEN  SOURCE!"], ("Open Source",)),
        (["!!!", "..", "", "  ", "—", "a"], ("a",)),
        (["constructor", "__proto__", "toString", "all"], ("Constructor", "Proto", "ToString", "All")),
        (["Café", "Cafe\u0301"], ("Café",)),
        (["日本", "C++", "C"], ("日本", "C++")),
        (["word " * 60], (" ".join(["word"] * 20),)),
        (["x" * 300], ("x" * 100,)),
        (["a\nb"], ("a b",)),
    ],
)
def test_each_tag_can_be_the_name_of_a_page_of_its_own(tags: list[str], usable: tuple[str, ...]) -> None:
    assert usable_tags(tags) == usable


def test_tags_that_differ_in_signs_stay_apart_where_the_generator_keeps_them() -> None:
    tags = ["C++", "C", "c#", "C#", "Tea time", "tea-time", "naïve", "naive", "!!", "tea_time"]
    assert usable_tags(tags, signs=True) == ("C++", "C", "c#", "Tea time", "naïve", "naive")


def test_a_title_is_no_longer_than_a_folder_s_name_may_be() -> None:
    assert short_title("Mending " * 700) == " ".join(["Mending"] * 25) + "…"
    assert short_title("Mending in Public") == "Mending in Public"
    assert len(short_title("é" * 5000).encode()) <= 205


def test_signs_are_spelled_out_as_sites_do() -> None:
    assert slugify("I ♥ U") == slugify("I love U") == "i-love-u"
