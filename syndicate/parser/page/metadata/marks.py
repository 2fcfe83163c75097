"""Where templates show who wrote an article, when and about what, as tables: selectors, the most certain first, and words."""

from __future__ import annotations

import re

DATES = (
    "[itemprop~=datePublished]",
    ".dt-published, time.entry-date, time.published, abbr.published, time[pubdate], [property~='dc:date'], [property~='schema:datePublished']",
    "time[datetime], time",
    "[class*=date i], [class*=time i], [class*=posted i], [class*=publish i], [class*=byline i], [class*=meta i], "
    "[class*=submitted i], [class*=info i], [id*=date i], [data-testid*=date i], [data-hook*=time i], address",
)
"""Where a date of publication stands, the most certain first."""

UPDATED = re.compile(r"updat|modif|edited", re.IGNORECASE)

CHANGED = re.compile(
    r"(?:[^:]{0,60}[-|·•–—,] ?)?(?:(?:last )?updated|(?:zuletzt )?(?:aktualisiert|geändert)|mis à jour|actualizado|atualizado|aggiornato|bijgewerkt)\b",
    re.IGNORECASE,
)
"""What begins a line that says when an article was changed, behind a name or a place or at its start."""

AUTHORS = (
    "[itemprop~=author] [itemprop~=name]",
    "[itemprop~=author]",
    ".p-author .p-name",
    ".p-author",
    ".author .fn, .vcard .fn",
    "[rel~=author]",
    ".author-name, .authorName, .byline-name, .post-author-name, .wp-block-post-author-name, .wp-block-post-author__name, "
    ".gh-article-author-name, [data-testid=authorName], .field--name-uid, .md-post__authors strong",
    ".avatar__name, [class~=author] [class~=name], .auteurs a",
    ".author, .post-author, .entry-author, .byline .author, .byline a",
    "[class*=byline i] a[href]",
    "[class*=byline i], [class*=authorname i], [class*=author-name i], [class*=author_name i], [class*=author__name i], "
    "[class*=item-author i], [class*=nick-name i], [class*=nickname i]",
    ".username",
    "a[href*='/author/'], a[href*='/authors/'], address > a[href]:only-of-type",
)
"""Where authors stand, the most certain first."""

CALLED = "[class*=author i], [class*=autor i], [class*=auteur i]"
"""What is called after an author by a part of its name: the author's where all it says is a full name."""

ABOUT = (
    "[itemtype*='schema.org/Person'] [itemprop~=name], .h-card .p-name, [class*=author__name i], .bio strong"
)
"""Where a box about the author has the name."""

FEET = "[class*=post-foot i], [class*=entry-foot i], .post-meta, .entry-meta"
"""What stands below an article, or over it, and may say who posted it."""

ICONS = "[class*=fa-user i], [class*=icon-user i], [class*=-account i], [class*=icon-author i]"
"""Icons that stand before an author's name, or around it."""

LABEL = re.compile(
    r"(?:written by|posted by|authors?|autor(?:en|es)?|auteurs?|autore|author\(s\)|作者|著者|저자) ?[:：]?",
    re.IGNORECASE,
)
"""What says that the next element is an author's name."""

DEFINED = ("Name", "Author", "By")
"""The same as the term of a list of definitions."""

CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
WORD = rf"(?:(?:Dr|Prof|St)\. )?(?:(?:{CAPITAL}\.)+|{CAPITAL}[\w'’-]*+)"
NAME = rf"{WORD}(?: (?:(?:de|der|den|la|le|du|von|van|di|da|dos|del|bin|al) )?{WORD}){{0,4}}"
INTRODUCTIONS = (
    r"(?:(?:written|posted|published|submitted|created|story|words|text|report) )?by|"
    r"(?:(?:eine? \w+|geschrieben|erstellt|veröffentlicht|verfasst|text) )?von|"
    r"(?:(?:rédigé|écrit|publié|posté) )?par|(?:(?:escrito|publicado|texto) )?por|(?:scritto|pubblicato) da|(?:a cura )?di|door|a[fv]|napisał"
)
LABELS = r"texte?|testo|texto|author|autor(?:in|a|en|zy)?|auteur|autore|författare|forfatter|автор|作者|投稿者|著者|撰文|文|記者|记者|글"
AFTER = r"(?=$| ?[·|•–—;:,.()@/-]| (?:am|on|at|op|in|le|el|il|em|den|der|vom|avec|con|com|with|for|from|für|pour|para|aus|wrote|writes)(?!\w))"
BY = re.compile(
    rf"(?:^|[·|•–—] ?)(?:(?i:{INTRODUCTIONS}|автор)(?=[ :：]) ?[:：]? ?|(?i:{LABELS}) ?[:：/／] ?)"
    rf"(?P<name>{NAME}(?:, {NAME})*+(?:,? (?:and|und|et|y|e|en|og|och|&|и) {NAME})?|[^\W\d_][\w.-]{{1,30}}){AFTER}"
)
"""How a byline in words names its authors."""

OF_ARTICLE = re.compile(r"(?:^|[\s_-])(?:post|article|entry|meta)(?=$|[\s_-])", re.IGNORECASE)
"""Names of a box beside an article that is a part of it."""

YEAR = re.compile(r"(?:19|20)\d\d")
"""A link to the articles of a year, among tags."""

COMMENT = re.compile(r"(?:^|[\s_-])comments?(?:$|[\s_-]|list)", re.IGNORECASE)

TAGS = (
    "[rel~=tag]",
    ".p-category",
    ".post-tags a, .article-tag-list a, .entry-tags a, .tag-list a, .tags a, .post-tag, .gh-article-tag, .tag-link, .tag-item, .md-tag",
    "[class*=tag i] a[href*='/tag'], a[href*='/tag/'], a[href*='/tags/']",
)
"""Where tags stand, the most certain first."""

BY_ADDRESS = (AUTHORS[-1], TAGS[-1])
"""Selectors of links that say by their address alone what they are."""
