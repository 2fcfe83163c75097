"""What tells an article from what stands beside it on a page: tags, roles, well-known selectors and names, as tables."""

from __future__ import annotations

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that begin and end a line (HTML Living Standard, 15.3)."""

HOLDERS = frozenset(
    "address article body center dd div fieldset form li main section table tbody td tr span".split()
)
"""Elements that may hold an article, or a part of one."""

HEADING_TAGS = frozenset("h1 h2 h3 h4 h5 h6 figcaption caption".split())
"""Elements whose text is a label, whatever its length."""

UNREAD = frozenset(
    "script style template noscript link meta svg button select textarea input dialog object iframe audio video canvas".split()
)
"""Elements whose text is not read as text."""

INVISIBLE = (
    "[hidden], [style*='display:none' i], [style*='display: none' i], [style*='visibility:hidden' i], "
    "[style*='visibility: hidden' i]"
)
"""What a browser does not show."""

HIDDEN = (
    f"{INVISIBLE}, [aria-hidden=true]:not([class*=math]):not([class*=katex]):not(mjx-container *):not(img)"
)
"""What it does not show, or only to some."""

CODE = "pre, code, .highlight, [class*=language-]:not(body)"
"""Code: the names of a highlighter's elements say nothing of the page."""

FOOTNOTES = "[id^=fn], [id^=footnote], [role=doc-endnotes], [role=doc-footnote], .footnotes, .footnote"
"""Notes, which some templates keep in a footer."""

MEDIA = "img, picture, iframe, video, audio, pre, math, svg, object, embed"
"""What makes an element worth showing even without words."""

ARTICLES = "article, [itemtype*='schema.org/BlogPosting'], [itemtype*='Article'], .hentry, .h-entry"
"""Elements that are one article each, teasers too."""

KEPT_TAGS = frozenset(
    "body article main pre code a img h1 h2 h3 h4 h5 h6 td tr table tbody thead blockquote em strong i b cite li dd figure "
    "picture br sup sub kbd mark".split()
)
"""Elements that are never left out for their names."""

APART = {"nav": "navigation", "footer": "footer", "aside": "aside", "form": "form", "header": "header"}
"""Elements that stand beside an article as a rule, each with the name of that rule."""

ROLES_APART = {
    "navigation": "navigation",
    "complementary": "aside",
    "contentinfo": "footer",
    "banner": "header",
    "search": "form",
    "dialog": "notice",
    "alert": "notice",
}
"""Roles of such elements (WAI-ARIA 1.2)."""

SURE = (
    "[itemprop~=articleBody]",
    "[itemprop~=blogPost] [itemprop~=text]",
    ".h-entry .e-content",
    ".e-content",
)
"""What says itself that it is the body (schema.org, microformats2): believed however little is in it."""

LIKELY = (
    *".entry-content .post-content .article-content .post-body .article-body .articleBody .article__body .article__content "
    ".story-body .post__content .entry__content .gh-content .markdown-body .article-entry .blog-content .field-name-body "
    ".field--name-body .storycontent #article-body #post-content-wrapper #__blog-post-container".split(),
    *".article-post .postBody #cnblogs_post_body #article_content .it-MdContent .vp-doc .theme-default-content "
    ".tt_article_useless_p_margin".split(),
    "[class^=BodyContent_]",
    ".available-content .body.markup",
    "[property='content:encoded']",
    "[data-hook=post-description]",
    ".prose",
)
"""What platforms and themes call it: believed where it holds at least a quarter of what the best other element does."""

BODIES = (*SURE, *LIKELY)

BUTTON_FRAMES = (
    "iframe[src*='facebook.com/plugins/like'], iframe[src*='facebook.com/plugins/share'], iframe[src*='facebook.com/plugins/follow'], "
    "iframe[src*='platform.twitter.com/widgets/tweet_button'], iframe[src*='platform.twitter.com/widgets/follow_button']"
)
"""Frames that are buttons to share or follow."""

READ_ALSO = (
    r"read (?:also|next|this next|more(?: on this| here)?)|also read|you (?:may|might) also (?:like|enjoy)|(?:related|recommended)(?: (?:posts?|articles?|stor(?:y|ies)|reading|content|links?))?|"
    r"more (?:stories|posts|from us|on this(?: topic| story)?)|don['’]t miss|lesen sie auch|lies auch|mehr zum thema|(?:à )?lire (?:aussi|également)|à lire|lees ook|leia (?:também|mais)|"
    r"le[ae] también|te puede interesar|más información|ver también|leggi anche|läs (?:också|även)|les også|læs også|lue myös|czytaj (?:też|także)|zobacz (?:też|także)|čtěte také|читайте также"
)
"""How a line begins that leads to other articles of the site."""

NAMES = {
    "advertising": r"(?:ad|ads|advert\w*|adslot|adunit|adsense|sponsor\w*|promo\w*|partner-?\w*|outbrain|taboola|zergnet|criteo|teads\w*|"
    r"revcontent)(?![a-z])",
    "comments": r"comments?(?!ary)(?:[-_]?(?:list|area|section|wrap\w*|form|thread|respond|box|count|holder|container|block))?"
    r"(?=$|[\s_-])|commentlist|respond|disqus\w*|akismet|livefyre|fb-comments|"
    r"(?:coment[aá]rios|commentaires|(?:leser-?)?kommentar(?:e|er|liste)|commenti|reacties|komentarze)(?=$|[\s_-])",
    "other articles": r"(?:prev|next|previous|older|newer)(?=$|\s)|(?:links-)?next-?prev\w*|prev-?next\w*|related\w*|recommend\w*|recirc\w*|more-(?:stories|news|from|on|in|articles|posts|coverage|like)|"
    r"read-?(?:more|next|also)|also-?(?:read|like)|most-?(?:popular|read|viewed|recent)|trending|popular|"
    r"latest-?(?:news|posts|stories)|recent-?(?:posts?|articles|comments)|next-?(?:post|article|story|up)\w*|"
    r"prev(?:ious)?-?(?:post|article)\w*|post-?nav\w*|you-?(?:may|might)\w*|teaser\w*|see-?also|upnext|up-next|"
    r"jp-relatedposts|yarpp\w*|crp_related|another_category\w*",
    "sharing": r"shar(?:e|ing|er|ers|ethis)\w*|social\w*|sociable|addtoany\w*|addthis\w*|a2a\w*|sharedaddy|sd-\w+|ssba\w*|"
    r"container_postbtn|tweet-?(?:this|button)\w*|follow-?(?:us|me|buttons?)|likes?-?(?:button|box|wrapper)|heateor\w*",
    "newsletter": r"newsletter\w*|enews\w*|subscri(?:be|ption)\w*|sign-?up\w*|opt-?in\w*|mailchimp|mc_embed\w*|mc4wp\w*|"
    r"email-?(?:form|capture|signup)|call-?to-?action|cta",
    "navigation": r"breadcrumbs?|pagination|pager|paging|page-?links|nav(?:igation|bar|menu)?|menu\w*|toolbar|sidebar\w*|"
    r"side-bar|widget\w*|footer\w*|masthead|site-header|skip-?link\w*",
    "table of contents": r"toc|table-of-contents|ez-toc\w*",
    "author": r"author-?(?:bio|box|info|card|block|section|profile|about|description|container)|about-?(?:the-?)?author|"
    r"bio(?:-box)?|post-?author|byline\w*|authors?(?=$|[\s])|contributors?|author[-_](?:root|fmt|line|name|meta|wrap\w*|area|image|avatar|picture)|authorbox\w*|"
    r"reviewed-?by\w*|written-?by|saboxplugin\w*|molongui\w*|abh_box\w*|pp-multiple-authors\w*",
    "date and tags": r"(?:post|entry|article|story)-?(?:meta|info|footer|tags?|categories|header|utility|tools|actions|byline|date|"
    r"share|bottom|nav\w*)(?=$|[\s_-])|bottom-of-(?:article|post|story)|meta(?:data)?(?=$|\s)|(?:post|entry|article)-?metadata|tags?(?:-?(?:list|links?|cloud|container))?(?=$|\s)|tagcloud|"
    r"post-views(?=$|\s)|entry-views|views?-counte?r?|cat-links|posted-(?:on|in|by)|dateline|timestamp|datetime|publish(?:ed)?-?(?:date|time)",
    "notice": r"cookie\w*|consent\w*|gdpr\w*|modal\w*|popup\w*|pop-up|overlay\w*|lightbox|banner|alert|notice-bar|"
    r"print-?(?:only|link)|copyright|disclaimer|correction-?policy|"
    r"(?:(?:post|article|entry)-*)?licen[cs](?:e|ing)(?:-?(?:box|wrap\w*|info|block|container|meta))?(?=$|\s)|"
    r"rewards?(?=$|[\s_-])|donat(?:e|ion)s?(?=$|[\s_-])|buy-?me-?a\w*",
    "ignored by readers": r"instapaper_ignore\w*|speechify-ignore|robots-nocontent|readability-ignore",
    "hidden": r"screen-?reader\w*|sr-only|visually-?hidden|hidden|hide|noprint|no-print|offscreen",
    "voting": r"rating\w*|vote\w*|poll(?=$|[\s_-])|reactions?",
}
"""Names by which templates call what stands beside an article, each kind with the name of its rule."""

LEAD = (
    r"(?:header|article)-?teaser|(?:sub-?|secondary-?)(?:head\w*|title|line)|stand-?first|dek|deck|lede|lead(?:-?(?:text|paragraph|in|para))?|intro(?:duction|text)?|teaser-?text|summary|"
    r"excerpt|abstract|description|desc|preface|preamble|strap-?line|tag-?line|cha(?:po|peau)|sou?s-?titre|accroche|entradilla|bajada|copete|sub-?t[ií]tulo|"
    r"vorspann|anrei(?:ss|ß)er|unterzeile|untertitel|einleitung|ingress\w*|sommario|occhiello|catenaccio|sottotitolo|gravata|linha-?fina|sapo|onderkop|inleiding|リード"
)
"""Names by which templates call the lead of an article, between its title and its text."""

CAPTION = r"caption|legend(?!ary)|bildunterschrift|image-?(?:info|text|metadata|description)"
"""Names by which they call what stands below a picture."""

PICTURE = "img:not([class*=avatar i], [class*=author i], [class*=icon i]), amp-img, video"
"""What can be a lead picture."""

BUILDERS = r"\b(?:elementor-(?!location|share|post-nav|author|toc)|siteorigin-|wp-block-(?!comments|post-comments|post-author|post-terms|post-navigation|social-links|latest|categories|tag-cloud))[\w-]*"
"""Names by which page builders call anything at all."""
