"""Who wrote an article, from a line that a reader sees."""

from datetime import date

import pytest

from syndicate.config import Select
from syndicate.models import Article, Entry, Page
from syndicate.parser.page.article import article_from_page
from syndicate.parser.page.metadata.names import names_of
from tests.unit.parser.page.locating.test_leftovers import ADDRESS, TEXT, words


def read(line: str, language: str = "en", head: str = "") -> Article:
    page = f"<!doctype html><html lang={language}><head><title>A hive</title>{head}</head><body><article><h1>A hive</h1>{line}{TEXT}</article></body></html>"
    got = Page(ADDRESS, ADDRESS, page.encode(), "text/html", "utf-8")
    return article_from_page(got, Entry(ADDRESS, "A hive"), Select())


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Written by Jane Doe, John Roe, and Ann Poe", ("Jane Doe", "John Roe", "Ann Poe")),
        ("Von Anna Krug und Ole Weg", ("Anna Krug", "Ole Weg")),
        ("par Léa de la Roc et Luc Fer", ("Léa de la Roc", "Luc Fer")),
        ("Jane Doe & J. R. O'Neil-Roe", ("Jane Doe", "J. R. O'Neil-Roe")),
        ("Posted by Jane Doe on March", ("Jane Doe",)),
        ("Jane and John Doe", ("Jane and John Doe",)),
        ("Procter & Gamble", ("Procter & Gamble",)),
        ("The Society of Kettles and their Friends", ()),
        ("Jane Doe, Staff Writer", ("Jane Doe, Staff Writer",)),
        ("王小明", ("王小明",)),
        ("lefigaro.fr", ()),
        ("www.bees.example", ()),
        ("More from this author", ()),
        ("will.i.am", ("will.i.am",)),
        ("J.K. Rowling", ("J.K. Rowling",)),
    ],
)
def test_names_are_parted_where_each_is_a_full_one(line: str, names: tuple[str, ...]) -> None:
    assert names_of([line]) == names


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("de", "Von Max Mustermann, 12.03.2024, 14:05 Uhr", ("Max Mustermann",)),
        ("de", "Von Max Mustermann und Eva Beispiel | 12.03.2024", ("Max Mustermann", "Eva Beispiel")),
        ("de", "VON MAX MUSTERMANN am 12. März 2024", ("MAX MUSTERMANN",)),
        ("de", "Text: Max Mustermann | Foto: Eva Beispiel · 12.03.2024", ("Max Mustermann",)),
        ("de", "von Max Mustermann (dpa) 12.03.2024", ("Max Mustermann",)),
        ("de", "Erstellt am 12.03.2024 von Max Mustermann", ("Max Mustermann",)),
        ("de", "Autor: Max Mustermann, Datum: 12.03.2024", ("Max Mustermann",)),
        ("de", "Veröffentlicht: Dienstag, 12.03.2024 14:05", ()),
        ("de", "Stand: 12.03.2024 14:05 Uhr", ()),
        ("de", "12.03.2024, aktualisiert 13.03.2024", ()),
        ("de", "Ein Kommentar von Max Mustermann 12. Mär 2024", ("Max Mustermann",)),
        (
            "fr",
            "Par Jean Dupont Publié le 12 mars 2024 à 14h05, mis à jour le 13 mars 2024",
            ("Jean Dupont",),
        ),
        ("fr", "Publié le 12/03/2024 à 14:05 par Jean Dupont", ("Jean Dupont",)),
        ("fr", "Par Jean Dupont avec AFP - 12 mars 2024", ("Jean Dupont",)),
        ("fr", "Rédigé par Jean Dupont le 12 mars 2024", ("Jean Dupont",)),
        ("fr", "Jean Dupont | 12 mars 2024", ()),
        ("es", "Por: Ana García - 12/03/2024 14:05", ("Ana García",)),
        ("es", "Publicado por Ana García el 12 de marzo de 2024", ("Ana García",)),
        ("es", "Por Ana García | 12 marzo, 2024", ("Ana García",)),
        ("es", "Actualizado el 12 de marzo de 2024 a las 14:05", ()),
        ("pt", "Por João Silva — São Paulo 12/03/2024 14h05", ("João Silva",)),
        ("pt", "Publicado em 12 de março de 2024 por João Silva", ("João Silva",)),
        ("it", "di Maria Rossi - 12 Marzo 2024", ("Maria Rossi",)),
        ("it", "Scritto da Maria Rossi il 12 marzo 2024", ("Maria Rossi",)),
        ("it", "A cura di Maria Rossi, pubblicato il 12 marzo 2024", ("Maria Rossi",)),
        ("nl", "Door Jan de Vries op 12 maart 2024", ("Jan de Vries",)),
        ("da", "Af Jens Hansen 12. marts 2024", ("Jens Hansen",)),
        ("sv", "Av Lars Larsson Publicerad 12 mars 2024", ("Lars Larsson",)),
        ("no", "Av Ola Nordmann 12. mars 2024", ("Ola Nordmann",)),
        ("pl", "Autor: Jan Kowalski, 12 marca 2024", ("Jan Kowalski",)),
        ("cs", "Autor: Jan Novák, 12. března 2024", ("Jan Novák",)),
        ("ru", "Автор: Иван Иванов 12 марта 2024", ("Иван Иванов",)),
        ("zh", "作者：王小明 2024-03-12", ("王小明",)),
        ("zh", "文／王小明 2024年3月12日", ("王小明",)),
        ("ja", "2024年3月12日 14時05分", ()),
        ("ja", "投稿者：山田太郎 2024/03/12", ("山田太郎",)),
        ("tr", "12 Mart 2024", ()),
        ("el", "Τρίτη 12 Μαρτίου 2024", ()),
        ("en", "By JANE DOE | March 12, 2024", ("JANE DOE",)),
        ("en", "Posted by Jane on Mar 12, 2024 at 2:05 pm", ("Jane",)),
        (
            "en",
            "Written by Jane Doe and John Roe, updated March 13, 2024; published March 12, 2024",
            ("Jane Doe", "John Roe"),
        ),
        ("en", "By Jane Doe, Staff Writer | Published: March 12, 2024 at 2:05 p.m.", ("Jane Doe",)),
        (
            "en",
            "By Jane Doe, John Roe and Ann Other, CNN — Updated 4:05 PM EDT, Tue March 12, 2024",
            ("Jane Doe", "John Roe", "Ann Other"),
        ),
        ("en", "Tuesday 12 March 2024 14.05 GMT", ()),
        ("en", "Story by Jane Doe • 12 Mar 2024", ("Jane Doe",)),
        ("en", "Words by Jane Doe. March 12, 2024", ("Jane Doe",)),
        ("en", "Jane Doe, March 12th, 2024", ()),
        ("en", "Last updated on March 12, 2024 by Jane Doe", ("Jane Doe",)),
        ("en", "Author: Jane Doe Date: 2024-03-12", ("Jane Doe",)),
        ("en", "Reviewed by Dr. R. Roe · Written by Jane Doe · March 12, 2024", ("Jane Doe",)),
        ("en", "By Jane Doe in Berlin · 12 March 2024", ("Jane Doe",)),
        ("en", "by Jane Doe, MD · 12 March 2024", ("Jane Doe",)),
        ("en", "Filed under: News — by Jane Doe @ 2:05 pm March 12, 2024", ("Jane Doe",)),
    ],
)
def test_the_line_below_a_title_says_who_and_when(language: str, line: str, names: tuple[str, ...]) -> None:
    for marked in (f'<div class="x">{line}</div>', f"<p>{line}</p>"):
        article = read(marked, language)
        assert (article.authors, str(article.published)[:10]) == (names, "2024-03-12")
        assert words(article.body) == words(TEXT)


@pytest.mark.parametrize(
    "lead",
    [
        "Von der alten Bank am Haus, und wie sie entstand.",
        "Von Bienen lernen",
        "Por qué una colmena",
        "Par temps de pluie, on reste au sec.",
        "By the time it was done",
        "Di che cosa parliamo",
        "Door to door",
    ],
)
def test_a_lead_that_begins_as_a_byline_does_names_nobody(lead: str) -> None:
    assert read(f'<time datetime="2024-03-12">12 March</time><p>{lead}</p>').authors == ()


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ('<div class="metainfo__author">Peter Muster</div>', ("Peter Muster",)),
        ('<div class="about-authors-line">All our authors</div>', ()),
        (
            '<div class="author"><div class="name">Jane Doe</div><div class="title">Maintainer</div></div>',
            ("Jane Doe",),
        ),
        (
            '<div class="x"><p>Por <b>Ana García</b></p><p>Lincoln - Actualizado: 12 de marzo</p></div>',
            ("Ana García",),
        ),
        ('<div class="documentByLine">abgelegt unter: <a href="/t">Bienen</a></div>', ()),
        ("<p>Posted by kovarex on 2024-03-12, all posts</p>", ("kovarex",)),
        ("<p>Par Jean Dupont<br>Publié le 12/03/2024</p>", ("Jean Dupont",)),
    ],
)
def test_elements_that_are_called_after_authors_name_them(marked: str, names: tuple[str, ...]) -> None:
    assert read(f'<time datetime="2024-03-12">12 March</time>{marked}').authors == names


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("Jane Doe, John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe, Staff Writer", ("Jane Doe, Staff Writer",)),
        ("presse-admin", ()),
        ("Bees.example", ("Ann Other",)),
    ],
)
def test_the_authors_that_the_head_states_are_parted_and_a_site_is_none_where_a_person_is_shown(
    content: str, names: tuple[str, ...]
) -> None:
    shown = "<p>By Ann Other</p>" if names == ("Ann Other",) else ""
    head = f'<meta name="author" content="{content}"><meta name="date" content="2024-03-12">'
    assert read(shown, head=head).authors == names


def test_a_date_of_a_change_is_that_of_publication_where_no_other_is_shown() -> None:
    assert read("<p>Actualizado: 12 de marzo de 2024</p>", "es").published == date(2024, 3, 12)
    both = read("<p>Publicado: 10 de marzo de 2024</p><p>Actualizado: 12 de marzo de 2024</p>", "es")
    assert both.published == date(2024, 3, 10)
