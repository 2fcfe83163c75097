"""The parts of all sources: each has one, by its name alone."""

import pytest

from syndicate.errors import ConfigError
from syndicate.pipeline.shards import Shard

NAMES = [f"blog-{n}" for n in range(1000)]


@pytest.mark.parametrize("parts", [1, 2, 8, 256])
def test_each_source_falls_into_exactly_one_part(parts):
    shards = [Shard(number, parts) for number in range(1, parts + 1)]
    assert all(sum(shard.has(name) for shard in shards) == 1 for name in NAMES)


def test_the_parts_are_about_as_large_as_each_other():
    sizes = [sum(Shard(number, 8).has(name) for name in NAMES) for number in range(1, 9)]
    assert max(sizes) < 1.4 * min(sizes)


def test_a_source_stays_where_it_is_on_every_machine_and_in_every_version():
    found = {
        name: n for name in ("18f", "blog", "ein-wörterbuch") for n in range(1, 9) if Shard(n, 8).has(name)
    }
    assert found == {"18f": 5, "blog": 3, "ein-wörterbuch": 8}


@pytest.mark.parametrize("text", ["", "3", "0/8", "9/8", "1/0", "-1/8", "a/b", "1/8/9", "1/10000", "٣/٨"])
def test_what_is_no_part_is_refused(text):
    with pytest.raises(ConfigError, match="say which part of how many"):
        Shard.parse(text)


def test_a_part_is_said_as_its_number_of_how_many():
    assert Shard.parse(" 3/8") == Shard(3, 8)
