"""Paragraphs that an editor ended with two line breaks."""

from syndicate.parser.page.cleaning.clean import clean


def test_breaks_in_a_box_and_around_it_both_end_paragraphs() -> None:
    found = clean("one<br><br>two<div>three<br><br>four</div>", base="https://blog.example/")
    assert found == "<p>one</p><p>two</p><div><p>three</p><p>four</p></div>"
