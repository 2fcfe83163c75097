"""What the integration tests stand on."""

import pytest

from tests.blog import CONFIG, Blog, Place, served


@pytest.fixture
def place(tmp_path):
    config, target = tmp_path / "blog.toml", tmp_path / "site"
    config.write_text(CONFIG, encoding="utf-8")
    target.mkdir()
    with served(Blog()) as blog:
        yield Place(blog, config, target, tmp_path / "cache")
