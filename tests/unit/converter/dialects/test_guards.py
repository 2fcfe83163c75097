"""What a template engine would run is guarded, and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.converter.dialects.guards import guard, is_unguardable, unguard


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing of the kind: {x} { { }} %} 5%", "Nothing of the kind: {x} { { }} %} 5%"),
        ("Say {{ name }} twice.", "Say {% raw %}{{ name }}{% endraw %} twice."),
        (
            "`{% if x %}` and `{% endif %}`",
            "`{% raw %}{% if x %}{% endraw %}` and `{% raw %}{% endif %}{% endraw %}`",
        ),
        ("{{ a }} {{ b }}", "{% raw %}{{ a }} {{ b }}{% endraw %}"),
        ("{# no comment #}", "{% raw %}{# no comment #}{% endraw %}"),
        ("an {{ end", 'an {{ "{" }}{ end'),
        ("${#names[@]}", '${{ "{" }}#names[@]}'),
        ("an end #}", 'an end {{ "#" }}}'),
        ("three {{{ x }}}", "three {% raw %}{{{ x }}}{% endraw %}"),
        ("{% raw %}", '{{ "{" }}% raw %}'),
        ("{{ '{% endraw %}' }}", '{{ "{" }}{ \'{{ "{" }}% endraw %}\' }}'),
        ("{%- endraw -%}", '{{ "{" }}%- endraw -%}'),
    ],
)
def test_nunjucks_is_kept_from_what_it_would_run(text, expected):
    assert guard(text, "nunjucks") == expected


def test_a_whole_block_of_code_is_guarded_by_lines_of_their_own():
    text = "Code:\n\n```html\n<p>{{ x }}</p>\n\n{% y %}\n```\n\n```\nno such thing\n```\n\nDone."
    expected = "Code:\n\n{% raw %}\n```html\n<p>{{ x }}</p>\n\n{% y %}\n```\n{% endraw %}\n\n```\nno such thing\n```\n\nDone."
    assert guard(text, "nunjucks") == expected
    assert guard(text, "liquid") == expected


def test_a_block_in_a_list_or_quote_is_guarded_inside_its_lines():
    text = "- a list:\n\n  ```\n  {{ x }}\n  ```\n\n> ```\n> {% y %}\n> ```"
    expected = guard(text, "nunjucks")
    assert expected.splitlines()[3] == "  {% raw %}{{ x }}{% endraw %}"
    assert expected.splitlines()[7] == "> {% raw %}{% y %}{% endraw %}"


def test_a_block_that_holds_the_end_of_the_guard_is_guarded_another_way():
    expected = guard("```\n{% raw %}{{ x }}{% endraw %}\n```", "nunjucks")
    assert expected == '```\n{{ "{" }}% raw %}{% raw %}{{ x }}{% endraw %}{{ "{" }}% endraw %}\n```'


def test_liquid_has_no_comments_to_guard():
    assert guard("a heading {#id}", "liquid") == "a heading {#id}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`{{ .Title }}` is no shortcode", "`{{ .Title }}` is no shortcode"),
        ("`{{< figure >}}`", "`{{</* figure */>}}`"),
        ("`{{% note %}}` x `{{% /note %}}`", "`{{%/* note */%}}` x `{{%/* /note */%}}`"),
        ("`{{< a`", "`{{< a`"),
    ],
)
def test_a_shortcode_of_hugos_becomes_a_comment(text, expected):
    assert guard(text, "hugo") == expected


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("{{< a >}} {{% b %}}", False),
        ("{{ .Title }}", False),
        ("{{< a", True),
        ("{{</* a */>}}", True),
        ("{{< a */ >}}", True),
        ("{{< a {{< b >}}", True),
    ],
)
def test_what_no_comment_keeps_from_running_is_known(code, never):
    assert is_unguardable(code) is never


def test_a_target_without_an_engine_gets_the_text_as_it_is():
    assert guard("{{ x }} {% y %} {{< z >}}", "") == "{{ x }} {% y %} {{< z >}}"


SIGNS = st.lists(
    st.sampled_from(
        [
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{",
            "}",
            "#",
            "{{<",
            ">}}",
            "{{%",
            "%}}",
            " raw ",
            "endraw",
            "a",
            " ",
            "\n",
            '"',
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("engine", ["nunjucks", "liquid", "hugo", ""])
@given(SIGNS)
def test_without_its_guards_a_text_is_what_it_was(engine, text):
    assert unguard(guard(text, engine)) == text


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("a {{ x }} b", "a &#123;{ x }} b"),
        ("a {% x %} {# y #} b", "a &#123;% x %} &#123;# y &#35;} b"),
        ("```\n{{ x }}\n```\n\n{{ y }}", "```\n{{ x }}\n```\n\n&#123;{ y }}"),
        ("[a](/{{x}}) ${x} {x}", "[a](/&#123;{x}}) ${x} {x}"),
    ],
)
def test_hexo_is_kept_from_tags_by_entities_since_it_hides_them_from_markdown(
    text: str, guarded: str
) -> None:
    assert guard(text, "hexo") == guarded
