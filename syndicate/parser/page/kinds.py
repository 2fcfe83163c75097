"""What a page can be instead of an article, as a table: what it is called, what it holds, how little text it has.

Titles are given in lower case without punctuation, one a line; one that ends in "…" may go on for some words.
"""

from __future__ import annotations

from dataclasses import dataclass

from syndicate.parser.page.wordings import Phrases


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page that answers in an article's place.

    Attributes:
        what: what it is, and what to do.
        titles: what it is called.
        holds: a selector of what is on such a page too; "" where its title is enough.
        certain: a selector of what only such a page has.
        most: characters of prose; a page with more is an article, whatever it is called.
    """

    what: str
    titles: Phrases
    holds: str = ""
    certain: str = ""
    most: int = 600


LOGIN = "this is a page to log in at, not the article; see whether it can be read without an account"
ERROR = "this is an error page, though its status is that of a good one (200); see whether the article is still there"
CHECK = "this page checks whether a browser asks, and does not show the article; ask its owner, or take the body from the feed"
CONSENT = "this page asks for consent before it shows the article; take the body from the feed, or an export"
PAYWALL = "only the beginning of it is public ({}); take the body from the feed, or an export, if the whole is there"
LISTING = "this is a list of articles, not one of them ({}); leave it out by source.articles"
STUB = "this page only sends its readers on to {}; name that address instead"

KINDS = (
    Kind(
        LOGIN,
        Phrases("""
            log in
            login
            log on
            sign in
            signin
            log in to …
            login to …
            sign in to …
            sign in with …
            please log in…
            please sign in…
            log in or …
            sign in or …
            log in required
            login required
            sign in required
            sign up or log in
            create an account…
            create your account…
            register or log in
            members only
            subscribers only
            password protected
            password required
            protected page
            this content is password protected
            this content is protected…
            this post is password protected
            this page is password protected
            anmelden
            anmeldung
            einloggen
            connexion
            se connecter
            identifiez vous
            iniciar sesión
            inicia sesión
            acceder
            accedi
            entrar
            fazer login
            inloggen
            aanmelden
            logga in
            log ind
            logg inn
            kirjaudu sisään
            zaloguj się
            logowanie
            přihlášení
            вход
            войти
            登录
            登入
            ログイン
            로그인
        """),
        holds="input[type=password i], input[type=email i], input[name*=user i], input[name*=mail i], "
        "form[action*=log i], form[action*=sign i], a[href*=oauth i], a[href*=login i], a[href*=signin i], button",
    ),
    Kind(
        ERROR,
        Phrases("""
            404
            404 not found
            404 page not found
            404 error
            error 404
            error 404 not found
            http 404
            404 file not found
            410 gone
            403 forbidden
            forbidden
            500 internal server error
            internal server error
            502 bad gateway
            bad gateway
            503 service unavailable
            service unavailable
            service temporarily unavailable
            503 service temporarily unavailable
            504 gateway time out
            gateway timeout
            not found
            page not found
            page not found 404
            post not found
            article not found
            content not found
            file not found
            oops page not found
            sorry page not found
            the page was not found
            this page was not found
            oops that page can t be found
            that page can t be found
            this page can t be found
            the page you requested …
            the page you are looking for …
            the page you re looking for …
            the page you were looking for …
            the requested page …
            the requested url …
            this page could not be found
            this page does not exist
            this page doesn t exist
            this page isn t available
            this page is not available
            this post is no longer available
            this article is no longer available
            this page is no longer available
            sorry this page isn t available
            nothing found
            nothing was found
            nothing found here
            we can t find that page
            we can t find the page…
            we couldn t find that page
            we couldn t find the page…
            error
            server error
            application error
            an error occurred
            an error has occurred
            something went wrong
            oops something went wrong
            account suspended
            this account has been suspended
            under construction
            under maintenance
            down for maintenance
            site maintenance
            scheduled maintenance
            maintenance mode
            we ll be back soon
            we ll be right back
            seite nicht gefunden
            die seite wurde nicht gefunden
            page introuvable
            page non trouvée
            cette page n existe pas
            página no encontrada
            pagina non trovata
            página não encontrada
            pagina niet gevonden
            sidan hittades inte
            siden blev ikke fundet
            siden ble ikke funnet
            sivua ei löytynyt
            nie znaleziono strony
            strona nie została znaleziona
            stránka nenalezena
            страница не найдена
            页面不存在
            找不到页面
            ページが見つかりません
            ページが見つかりませんでした
            페이지를 찾을 수 없습니다
        """),
        certain="body.error404, body.error-404, body.page-404, body.page-not-found, body.http-404",
    ),
    Kind(
        CHECK,
        Phrases("""
            just a moment
            one moment please
            please wait
            please wait while …
            checking your browser…
            checking if the site …
            ddos protection by …
            attention required
            attention required cloudflare
            verify you are human
            verify you are a human
            verifying you are human…
            please verify you are …
            please confirm you are …
            please verify that you are …
            confirm you are not a robot
            are you a robot
            are you human
            you have been blocked
            sorry you have been blocked
            security check
            security verification
            human verification
            bot verification
            captcha
            access denied
            access to this page has been denied
            enable javascript and cookies…
            please enable javascript…
            please enable cookies…
            javascript is required
            javascript is not available
            javascript is disabled
            request blocked
            request rejected
            request unsuccessful
            pardon our interruption
            nur einen moment
            un instant
            un momento
            een ogenblik geduld
            один момент
            请稍候
            しばらくお待ちください
        """),
        certain="#challenge-form, #challenge-running, #challenge-stage, #challenge-error-text, #cf-challenge-running, "
        ".cf-browser-verification, #cf-error-details, #px-captcha, iframe[src*=_Incapsula_], "
        "script[src*='captcha-delivery.com'], form#captcha-form",
    ),
    Kind(
        CONSENT,
        Phrases("""
            before you continue…
            before you go on…
            before you proceed…
            we value your privacy
            we respect your privacy
            we care about your privacy
            your privacy
            your privacy matters
            your privacy is important to us
            your privacy choices
            your data your choice
            we use cookies
            this site uses cookies
            this website uses cookies
            cookies
            cookie consent
            cookie settings
            cookie preferences
            cookie notice
            privacy settings
            privacy preferences
            consent
            consent required
            bevor sie fortfahren
            bevor sie zu …
            cookie einstellungen
            datenschutzeinstellungen
            datenschutz einstellungen
            wir schätzen ihre privatsphäre
            ihre privatsphäre ist uns wichtig
            zustimmung erforderlich
            avant de continuer
            avant d accéder …
            nous respectons votre vie privée
            votre vie privée est importante…
            antes de continuar
            antes de ir a …
            valoramos su privacidad
            prima di continuare
            voordat je verdergaat
            voordat u verdergaat
        """),
        holds="button, form, input[type=submit i]",
        certain="form[action*='//consent.' i]",
        most=2500,
    ),
)
"""A page is of the first kind that fits."""

LIST_BODIES = (
    "body.archive:not(.single), body.search, body.search-results, body.tag-template, body.author-template, body.home-template, "
    "body.category:not(.single), [itemtype*='CollectionPage'], [itemtype*='SearchResultsPage']"
)
"""How themes call the body of such a page, or what it says itself to be."""

POST_BODIES = "body.single, body.single-post, body.post-template, body.post-template-default"
"""How themes call the body of an article's page."""

LIST_FOLDERS = frozenset(
    "tag tags tagged category categories topic topics label author authors archive archives search page kategorie".split()
)
"""Folders in the addresses of lists; of articles too, so that this alone says nothing."""

LIST_OBJECTS = frozenset({"CollectionPage", "SearchResultsPage"})
