"""What a post misses like for each static-site generator where the config says nothing more: a case for each row."""

from datetime import date
from pathlib import Path

import pytest

from syndicate import config as configs
from syndicate.config import FLAVORS
from syndicate.converter.dialects import DIALECTS
from syndicate.converter.post.post import make_post
from syndicate.converter.proof.proof import Converter
from syndicate.models import Article

CASES = Path(__file__).parents[4] / "fixtures" / "flavors"
CONFIG = """
[source]
name = "blog"
title = "A blog"
feed = "https://blog.example/feed.xml"
[post]
flavor = "{flavor}"
"""
ARTICLE = Article(
    "https://blog.example/2024/kettle/",
    'It just went "click"',
    """<p>The kettle {{ name }} stood on the bench.</p><ol start="3"><li>Unplug it.</li><li>Open it <b>slowly</b>.</li></ol>
<pre><code class="language-sh">echo "{% raw %}"
</code></pre><table><tr><th>Part</th><th>Price</th></tr><tr><td>Switch</td><td>2 €</td></tr></table>""",
    date(2024, 5, 1),
    "How a kettle was mended.",
    ("Ann",),
    ("kettles", "repair"),
)


@pytest.mark.parametrize("flavor", FLAVORS)
def test_a_post_of_each_flavor_is_as_its_case_says(flavor):
    config = configs.parse(CONFIG.format(flavor=flavor))
    assert config.post.dialect in DIALECTS
    converter = Converter(config.post.dialect)
    markdown, losses = converter.convert(ARTICLE.body)
    post = make_post(ARTICLE, markdown, config, converter, lambda _: False)
    case = CASES / flavor / "post.md"
    assert case.is_file(), f"the flavor {flavor} needs a case: {case}"
    assert (f"{post.path}\n\n{post.text}", losses) == (case.read_text(encoding="utf-8"), ())
