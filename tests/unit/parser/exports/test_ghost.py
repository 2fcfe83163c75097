"""Ghost's export: what of a post is for members."""

import json

import pytest

from syndicate.parser.exports import Member, Reading, ghost

GATED = '<p>Open.</p><!--kg-gated-block:begin nonMember:{} memberSegment:"status:free" --><p>Card.</p><!--kg-gated-block:end--><p>End.</p>'


def read(**post):
    """The article of an export of one post."""
    row = {
        "id": "1",
        "slug": "a",
        "title": "A",
        "status": "published",
        "published_at": "2024-05-01T00:00:00Z",
        **post,
    }
    text = json.dumps({"db": [{"meta": {"exported_on": 1}, "data": {"posts": [row]}}]}).encode()
    (article,) = ghost.read([Member("x.json", lambda: iter([text]))], Reading("https://g.example/", print))
    return article.entry


@pytest.mark.parametrize(
    ("who", "content"),
    [("true", "<p>Open.</p><p>Card.</p><p>End.</p>"), ("false", "<p>Open.</p><p>End.</p>")],
)
def test_a_card_for_members_is_left_out_and_named(who, content):
    entry = read(html=GATED.format(who))
    assert entry.content == content
    assert [loss.lost for loss in entry.losses] == (
        ["it is for members, and left out"] if who == "false" else []
    )


@pytest.mark.parametrize(
    ("visibility", "is_shown", "is_named"),
    [
        (None, True, False),
        ({"web": {"nonMember": True, "memberSegment": "status:free,status:-free"}}, True, False),
        ({"web": {"nonMember": False, "memberSegment": "status:free,status:-free"}}, False, True),
        ({"web": {"nonMember": False, "memberSegment": ""}}, False, False),
        ({"showOnWeb": False, "showOnEmail": True}, False, False),
    ],
)
def test_a_card_of_the_editor_comes_where_all_readers_see_it(visibility, is_shown, is_named):
    card = {"type": "html", "html": "<p>Card.</p>", **({"visibility": visibility} if visibility else {})}
    root = {
        "type": "root",
        "children": [{"type": "paragraph", "children": [{"type": "text", "text": "Open."}]}, card],
    }
    entry = read(lexical=json.dumps({"root": root}))
    assert "Open." in entry.content
    assert ("Card." in entry.content, bool(entry.losses)) == (is_shown, is_named)
