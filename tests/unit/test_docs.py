"""What the documents say of the code is so: the reference is made from it, keys and files are real, links lead somewhere."""

import re
import tomllib

import msgspec
import pytest

from syndicate import config as configs
from syndicate.config.keys import Config
from tests.documents import DOCUMENTS, ROOT, blocks
from tests.reference import DOCUMENT, SCHEMA, inner_table, made, schema

EVERY = [*DOCUMENTS, ROOT / "SECURITY.md", ROOT / "CHANGELOG.md"]


def name(path):
    return path.relative_to(ROOT).as_posix()


def test_the_reference_is_what_the_code_makes_of_it():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert made(text) == text, "run make docs"
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run make docs"


@pytest.mark.parametrize("document", EVERY, ids=name)
def test_each_link_of_a_document_leads_somewhere(document):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        file, _, anchor = target.partition("#")
        place = (document.parent / file).resolve() if file else document
        if not place.exists() or (anchor and anchor not in anchors(place.read_text(encoding="utf-8"))):
            broken.append(target)
    assert broken == []


def anchors(text):
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_each_part_of_the_how_to_is_in_its_list():
    text = (ROOT / "docs" / "how-to.md").read_text(encoding="utf-8")
    parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [part for part in parts if f"\n- [{part}](#" not in text] == []


@pytest.mark.parametrize("document", EVERY, ids=name)
def test_each_file_that_a_document_names_is_there(document):
    named = re.findall(
        r"`((?:syndicate|tests|fixtures|docs|config|\.github|\.ci)/[\w./*-]*)`",
        document.read_text(encoding="utf-8"),
    )
    assert [path for path in named if not list(ROOT.glob(path.rstrip("/") or "."))] == []


def configs_in_documents():
    for document in [*DOCUMENTS, ROOT / "config" / "18f.toml"]:
        found = (
            [document.read_text(encoding="utf-8")]
            if document.suffix == ".toml"
            else [block.text for block in blocks(document) if block.language == "toml"]
        )
        yield from (pytest.param(text, id=f"{name(document)} {n}") for n, text in enumerate(found))


@pytest.mark.parametrize("text", list(configs_in_documents()))
def test_each_key_of_a_config_in_a_document_is_real(text):
    data = tomllib.loads(text)
    data.setdefault("source", {})
    for key, value in {"name": "blog", "title": "A blog", "feed": "https://blog.example/feed.xml"}.items():
        data["source"].setdefault(key, value)
    msgspec.convert(data, Config)


def test_each_key_is_documented():
    def keys(struct):
        for field in msgspec.structs.fields(struct):
            inner = inner_table(field.type)
            yield from keys(inner) if inner else [field]

    text = DOCUMENT.read_text(encoding="utf-8")
    undocumented = [
        field.encode_name
        for field in keys(Config)
        if f"| `{field.encode_name}` |" not in text and f"`[{field.encode_name}]`" not in text
    ]
    assert undocumented == []
    said = msgspec.json.schema(Config)["$defs"]
    silent = [
        f"{struct}.{key}"
        for struct, facts in said.items()
        if struct != "Config"
        for key, value in facts["properties"].items()
        if "description" not in value
        and "$ref" not in value
        and "anyOf" not in value
        and "allOf" not in value
    ]
    assert silent == []


def test_the_schema_takes_the_configs_that_there_are():
    for path in sorted((ROOT / "config").glob("*.toml")):
        assert configs.load(path)


def test_each_template_of_the_reference_is_accepted():
    (line,) = re.findall(r"^Templates hold fields.*", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    fields = set(re.findall(r"\{[^{}]+\}", line)) - {"{name}"}
    assert len(fields) > 15
    for field in fields:
        configs.parse(
            f'[source]\nname = "a"\ntitle = "A"\nfeed = "https://a.example/f"\n[post]\nattribution = \'{field}\'\n'
        )
