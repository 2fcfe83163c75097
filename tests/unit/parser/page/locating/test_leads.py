"""What stands between a title and a body, and belongs to the article: it is in the post, or what is left out is named."""

from __future__ import annotations

import pytest

from tests.unit.parser.page.locating.test_leftovers import TEXT, read, words

LEAD = "How a hive is built in a winter, by somebody who has never built one before."
BODY = f'<div class="article-body">{TEXT}</div>'
STATED = f'<meta name="description" content="{LEAD}">'
OTHER = '<meta name="description" content="Another description of the same hive, which is no lead.">'

IN_BODY = {
    "beside the body": f'<article><h1>A hive</h1><p class="subtitle">{LEAD}</p>{BODY}</article>',
    "by its place alone": f"<article><header><h1>A hive</h1><p>{LEAD}</p></header>{BODY}</article>",
    "in a header that is left out of the body": f"<article><header><span>Bees</span><h2>A hive</h1><p>{LEAD}</p><time>5 March 2024</time></header>{TEXT}</article>",
    "as a heading": f'<main><article><h1>A hive</h1><h2 class="standfirst">{LEAD}</h2>{BODY}</article></main>',
    "under the name of a teaser": f'<article><h1>A hive</h1><div class="teaser-text"><p>{LEAD}</p></div>{BODY}</article>',
    "in a box of its own before that of the text": f"<section><h1>A hive</h1><p>{LEAD}</p></section><section>{BODY}</section>",
    "in German": f'<article><h1>A hive</h1><div class="vorspann">{LEAD}</div>{BODY}</article>',
}

NOT_LEADS = {
    "a byline": "<p>By Jane Doe, who has built many hives and keeps bees. Updated 5 March 2024.</p>",
    "a line of a date": "<p>Published on Tuesday, the fifth of March 2024, in the county of Kent, for keepers of bees</p>",
    "the beginning of the text": "<p>First the box is sawn, from planks that have dried for a year…</p>",
    "a line about sharing": '<div class="share-bar"><p>Share this with those who keep bees, or who want to.</p></div>',
    "ways to other articles": '<p><a href="/b">Another hive, and how it was built in a winter like this one</a></p>',
    "the title once more": "<p>A hive</p>",
}


@pytest.mark.parametrize("page", IN_BODY.values(), ids=IN_BODY)
def test_a_lead_beside_the_body_is_a_part_of_it(page):
    article = read(page, OTHER)
    assert words(article.body) == f"{LEAD} {words(TEXT)}"


@pytest.mark.parametrize("page", IN_BODY.values(), ids=IN_BODY)
def test_a_lead_that_is_the_description_of_the_page_is_that_of_the_post(page):
    article = read(page, STATED)
    assert words(article.body) == words(TEXT)
    assert article.description == LEAD
    assert any(LEAD in each.text for each in article.removed if each.rule in ("lead", "header", "title"))


def test_a_lead_is_the_description_where_the_page_states_none():
    assert read(IN_BODY["beside the body"]).description == LEAD


@pytest.mark.parametrize("line", NOT_LEADS.values(), ids=NOT_LEADS)
def test_what_else_stands_between_title_and_body_is_no_lead(line):
    article = read(f"<article><h1>A hive</h1>{line}{BODY}</article>", OTHER)
    assert words(article.body) == words(TEXT)
    assert [each for each in article.removed if each.rule == "lead"] == []


def test_the_parts_of_an_article_before_its_body_are_in_it():
    first, second = TEXT.split("</p>")[:2]
    page = f'<article><h1>A hive</h1><div class="post-excerpt">{first}</p></div><div class="post-content">{second}</p>{second}</p></div></article>'
    article = read(page, OTHER)
    assert words(article.body) == words(f"{first}</p>{second}</p>{second}</p>")


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        ('<figure><img src="/a.jpg"><figcaption>A hive of oak</figcaption></figure>', "A hive of oak"),
        (
            '<div class="media"><img src="/a.jpg"><p class="image-caption">A hive of oak</p></div>',
            "A hive of oak",
        ),
        ('<img class="hero" src="/a.jpg">', "/a.jpg"),
    ],
)
def test_a_lead_picture_is_the_image_of_the_post_and_is_told(picture, text):
    article = read(f"<article>{picture}<h1>A hive</h1>{BODY}</article>")
    assert [each.text for each in article.removed if each.rule == "lead picture"] == [text]
    assert article.image == "https://bees.example/a.jpg"


def test_the_picture_of_an_author_is_no_lead_picture():
    by = '<div class="author-box"><figure><img src="/jane.jpg"><figcaption>Jane</figcaption></figure></div><img class="avatar" src="/j.jpg">'
    article = read(f"<article><h1>A hive</h1>{by}{BODY}</article>")
    assert article.image == ""


def test_the_line_of_a_date_below_a_lead_is_left_out_but_not_the_dates_of_a_diary():
    by = '<div class="meta">Jane Doe <span>5 March 2024</span> 3 min</div>'
    page = (
        f"<article><h1>A hive</h1><p>{LEAD}</p>{by}<p>6 March 2024</p><h2>The year 2024</h2>{TEXT}</article>"
    )
    assert words(read(page).body) == f"{LEAD} 6 March 2024 The year 2024 {words(TEXT)}"
