"""What the forms of a run's summary share."""

from syndicate.cli.output.summary import MAX_ALIKE, count_label, kind_label, problems
from syndicate.models import Failure, Report


def failures(count: int, why: str) -> tuple[Failure, ...]:
    return tuple(
        Failure(f"https://blog.example/{n}/", f"{why} (fetched from http://m/{n}/)") for n in range(count)
    )


def test_what_is_the_same_of_many_articles_stands_once_with_their_number() -> None:
    report = Report("blog", failures=(*failures(286, "it answers 500"), *failures(2, "it is no article")))
    kept = problems(report, verbose=False)
    assert kept[0] == ("failed", "https://blog.example/0/: it answers 500 (fetched from http://m/0/)")
    assert kept[1] == ("", "and 285 more like it; -v names them")
    assert [text.split(": ")[1][:16] for _, text in kept[2:]] == ["it is no article"] * 2
    assert len(problems(report, verbose=True)) == 288


def test_a_few_are_named_each() -> None:
    report = Report("blog", failures=failures(MAX_ALIKE, "it answers 500"))
    assert len(problems(report, verbose=False)) == MAX_ALIKE


def test_a_dry_run_says_what_would_be_done() -> None:
    assert (kind_label("added", dry_run=True), kind_label("added", dry_run=False)) == ("would add", "added")
    assert (count_label("added", 2, dry_run=True), count_label("edited", 2, dry_run=True)) == (
        "would add 2",
        "2 edited",
    )
