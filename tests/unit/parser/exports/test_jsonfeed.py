"""Archives that are JSON Feeds."""

import json

from syndicate.parser.exports import Member, Reading, jsonfeed


def test_an_archive_may_have_more_entries_than_a_feed():
    items = [{"id": f"https://p.example/{n}", "content_html": f"<p>{n}</p>"} for n in range(30_000)]
    text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": items}).encode()
    notes = []
    member = Member("feed.json", lambda: iter([text]))
    found = list(jsonfeed.read([member], Reading("https://p.example/", notes.append)))
    assert len(found) == 30_000
    assert notes == []
