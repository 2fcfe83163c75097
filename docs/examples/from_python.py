"""Each name that a program may import from `syndicate`, used once, on the built-in demo blog.

python docs/examples/from_python.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import syndicate
from syndicate import (
    BusyError,
    Change,
    Config,
    ConfigError,
    Conversion,
    Counts,
    Failure,
    FetchError,
    Kind,
    Loss,
    Options,
    ParseError,
    RemoteError,
    Removed,
    Report,
    SourceError,
    SyndicateError,
    TargetError,
    demo,
)


def show(report: Report) -> None:
    """Print what a run did, or would do, about each post."""
    for change in report.changes:
        print(line(change))
    for failure in report.failures:
        print(failed(failure))


def line(change: Change) -> str:
    """A change on one line, with what its post lost."""
    losses = [lost(loss) for loss in change.post.losses]
    mark = "+" if change.kind is Kind.ADD else " "
    return " ".join([mark, change.kind.value, str(change.post.path), *losses])


def lost(loss: Loss) -> str:
    """A loss in words."""
    return f"[{loss.block}: {loss.lost}]"


def account(conversion: Conversion) -> list[str]:
    """What a conversion lost, and what it left out by which rule."""
    return [*map(lost, conversion.losses), *map(left_out, conversion.removed)]


def left_out(removed: Removed) -> str:
    """A removal in words."""
    counts: Counts = removed.counts
    return f"({removed.rule}: “{removed.text}”, {counts.words} words)"


def failed(failure: Failure) -> str:
    """An article that could not be cross-posted."""
    return f"! {failure.address}: {failure.message}"


def explained(error: SyndicateError) -> str:
    """What a person can do about an error: each has the address that it is about."""
    advice = {
        ConfigError: "mend the config",
        TargetError: "name the folder of a site",
        RemoteError: "see whether you are online",
        BusyError: "try again when the other run is done",
        SourceError: "see whether the feed is there",
        FetchError: "see whether the address is right",
        ParseError: "see whether it is an article",
    }
    return f"{error}: {advice.get(type(error), 'see the message')}"


def main() -> None:
    """Cross-post the demo blog into a temporary folder."""
    print(syndicate.__version__)
    print(syndicate.convert('<p><a href="b">Here</a> is <b>more</b></p>', base="https://blog.example/a/"))
    heading = '<h2>A heading <a class="anchor-link" href="#a">¶</a></h2>'
    print(account(syndicate.conversion(heading, base="https://blog.example/a/", dialect="gfm")))

    with tempfile.TemporaryDirectory() as folder, demo.serve() as base:
        site = Path(folder, "site")
        site.mkdir()
        options = Options(mirrors={demo.ADDRESS: base}, cache=Path(folder, "cache"))
        config: Config = syndicate.load_config(demo.config_path())

        show(syndicate.sync(config, site, options))  # a config, or the path of one
        show(syndicate.import_all(demo.config_path(), site, options))
        show(syndicate.import_named(config, site, [f"{demo.ADDRESS}feed.xml"], options))
        show(syndicate.status(config, site, options))
        differing = [
            change.post.path
            for change in syndicate.check(config, site, options).changes
            if any(pair.differs for pair in change.pairs)
        ]
        print("differ from their originals:", differing)

        found = syndicate.init(demo.ADDRESS, site, options)
        print(found.source.title, found.post.flavor)

        try:
            syndicate.sync(config, Path(folder, "elsewhere"), options)
        except SyndicateError as error:
            print(explained(error))


if __name__ == "__main__":
    main()
