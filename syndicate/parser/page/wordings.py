"""What pages say that are no articles, or not for all readers: in lower case without punctuation, one phrase a line.

One that ends in "…" may go on for some words.
"""

from __future__ import annotations

MAX_MORE = 5
"""Words by which a title may go on."""


class Phrases:
    """Lines of text by which something is known.

    Args:
        lines: one phrase a line, some with "…" at their end.
    """

    def __init__(self, lines: str) -> None:
        phrases = [" ".join(line.split()) for line in lines.splitlines() if line.strip()]
        self.whole = frozenset(each for each in phrases if not each.endswith("…"))
        self.starts = tuple(each.removesuffix("…") for each in phrases if each.endswith("…"))
        self._all = (*self.whole, *self.starts)

    def have(self, text: str) -> bool:
        """Whether a text in lower case without punctuation is one of them."""
        if text in self.whole:
            return True
        start = next((each for each in self.starts if text.startswith(each)), None)
        return start is not None and len(text[len(start) :].split()) <= MAX_MORE

    def begin(self, text: str) -> bool:
        """Whether a text begins with one of them, and goes on for a few words at most."""
        start = max((each for each in self._all if text.startswith(each)), key=len, default=None)
        return start is not None and len(text[len(start) :].split()) <= 2 * MAX_MORE


ACCEPT = Phrases("""
    accept…
    i accept…
    agree…
    i agree…
    allow all…
    reject all…
    got it
    yes i agree
    alle akzeptieren…
    akzeptieren…
    zustimmen…
    alle ablehnen…
    tout accepter…
    accepter…
    aceptar…
    accetta…
    alles accepteren…
    accepteren…
    akkoord…
""")
"""What a button says on a page that asks for consent."""

COOKIES = (
    "cookie",
    "consent",
    "privacy",
    "our partners",
    "personal data",
    "personal information",
    "datenschutz",
    "einwilligung",
    "vie privée",
    "privacidad",
    "read data on devices",
)
"""Words of such a page."""

NOT_FOR_ALL = Phrases("""
    this post is for paid subscribers
    this post is for paying subscribers
    this post is for subscribers
    this post is for members
    this post is for our
    this post is only for
    this article is for subscribers
    this article is for members
    this article is only available to
    this story is for subscribers
    this content is for members
    this content is for subscribers
    the rest of this article is
    the rest of this post is
    subscribe to continue reading
    subscribe to keep reading
    subscribe now to continue
    subscribe to read the full
    subscribe to read more
    subscribe to read the rest
    subscribe now to read
    register to continue reading
    register to keep reading
    register for free to continue
    sign in to continue reading
    sign in to keep reading
    sign in to read the full
    sign up to continue reading
    sign up to keep reading
    sign up to read
    become a patron
    please log in to
    you must be logged in
    you need to be logged in
    you have to be logged in
    log in to continue reading
    log in to keep reading
    log in to read
    join to continue reading
    become a member to read
    become a member to continue
    become a paid subscriber to
    become a subscriber to
    create a free account to continue
    create an account to continue
    to continue reading
    to keep reading this
    continue reading with a
    keep reading with a
    keep reading for
    you have reached your
    you ve reached your
    you have read all your free
    you ve read all your free
    subscriber only content
    subscribers only
    members only
    this is a subscriber only
    this is a members only
    this is a premium
    weiterlesen mit
    weiterlesen nur mit
    nur für abonnenten
    dieser artikel ist nur für
    cet article est réservé
    article réservé aux abonnés
    contenido exclusivo para
    contenuto riservato agli abbonati
""")
"""How a line begins that says that the whole is for some readers."""

LIST_TITLES = Phrases("""
    archive
    archives
    blog archive
    blog archives
    archive for …
    archives for …
    archive of …
    all posts
    all articles
    all entries
    all stories
    all tags
    all categories
    latest posts
    latest articles
    recent posts
    recent articles
    older posts
    our blog
    blog
    weblog
    posts
    articles
    writing
    index
    home
    homepage
    tags
    categories
    topics
    tag …
    tag archives …
    category …
    category archives …
    topic …
    author …
    author archives …
    tagged …
    posts tagged …
    posts about …
    posts by …
    posts in …
    posts from …
    posts with …
    articles tagged …
    articles about …
    articles by …
    articles in …
    entries tagged …
    entries filed under …
    search
    search results
    search results for …
    results for …
    you searched for …
    page 2…
    page 3…
    archiv
    alle beiträge
    alle artikel
    kategorie …
    schlagwort …
    suche
    suchergebnisse…
    tous les articles
    catégorie …
    étiquette …
    résultats de recherche…
    todos los artículos
    categoría …
    etiqueta …
    archivo
    archivio
""")
"""What a list of articles is called."""
