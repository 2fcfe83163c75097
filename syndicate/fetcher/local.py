"""An origin that lies on disk: a folder of HTML files, as a site's output or a mirror of wget's, or a WARC file."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, unquote, urljoin, urlsplit

from syndicate.errors import FetchError, SourceError
from syndicate.fetcher.cache import CachedResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = (".html", ".htm", ".xhtml")
WARCS = (".warc", ".warc.gz")
REDIRECTS = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 10


class Place(Protocol):
    """Where the answers for the addresses that begin with a prefix lie."""

    def get(self, address: str) -> CachedResponse:
        """What stands for an address.

        Raises:
            FetchError: nothing does.
        """

    def addresses(self) -> Iterator[str]:
        """The address of each page."""


def place(prefix: str, path: str) -> Place:
    """The place at a path.

    Args:
        prefix: what the addresses begin with that stand there.
        path: a folder, a file in the WARC format, or one page.

    Raises:
        SourceError: there is none, or none that can be read.
    """
    found = Path(path)
    if found.is_dir() or (found.is_file() and found.suffix.lower() in PAGES):
        return Folder(prefix, found)
    if found.is_file() and found.name.lower().endswith(WARCS):
        return Warc(prefix, found)
    raise SourceError("there is no such folder, nor a .html, .warc or .warc.gz file", path)


class Folder:
    """A folder of files, named as servers and wget do."""

    def __init__(self, prefix: str, root: Path) -> None:
        self.prefix = prefix
        split = urlsplit(prefix)
        # wget and its kind make a folder for each host.
        own = root / split.netloc
        self.root = (own.joinpath(*split.path.strip("/").split("/")) if own.is_dir() else root).resolve()

    def get(self, address: str) -> CachedResponse:
        """See `Place`."""
        for file in self._candidates(address):
            if file.is_file() and file.resolve().is_relative_to(self.root):
                kind = mimetypes.guess_type(file.name)[0] or ("" if file.suffix else "text/html")
                return CachedResponse("", "", address, kind, "", file.read_bytes())
        raise FetchError(f"no file for it in {self.root}", address, 404)

    def addresses(self) -> Iterator[str]:
        """See `Place`."""
        for file in sorted(self.root.rglob("*")):
            if file.suffix.lower() in PAGES and file.is_file():
                name = file.relative_to(self.root).as_posix()
                name = name.removesuffix("index.html") if file.name == "index.html" else name
                yield self.prefix.rstrip("/") + "/" + quote(name)

    def _candidates(self, address: str) -> Iterator[Path]:
        rest, question, query = address[len(self.prefix) :].partition("?")
        name = unquote(rest.partition("#")[0]).strip("/")
        if "\0" in name or ".." in name.split("/"):
            return
        file = self.root / name
        if question:
            for start in (file, file / "index.html"):
                yield start.with_name(f"{start.name}?{unquote(query)}")
                yield start.with_name(f"{start.name}?{unquote(query)}.html")
        yield file
        yield file / "index.html"
        yield file / "index.htm"
        if name:
            yield file.with_name(f"{file.name}.html")
            yield file.with_name(f"{file.name}.htm")


class Warc:
    """A file of captured answers; of an address that was captured more than once, the last good one.

    Source: ISO 28500, the WARC format.
    """

    def __init__(self, prefix: str, file: Path) -> None:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

        self.prefix = prefix
        self.file = file
        self._places: dict[str, tuple[int, int, str]] = {}
        try:
            with file.open("rb") as stream:
                records = ArchiveIterator(stream)
                for record in records:
                    address = record.rec_headers.get_header("WARC-Target-URI") or ""
                    if (
                        record.rec_type != "response"
                        or not address.startswith(prefix)
                        or record.http_headers is None
                    ):
                        continue
                    status = int(record.http_headers.get_statuscode() or 0)
                    kind = record.http_headers.get_header("Content-Type") or ""
                    if status == 200 or self._places.get(address, (0, 0, ""))[1] != 200:
                        self._places[address] = records.get_record_offset(), status, kind
        except (ArchiveLoadFailed, OSError, ValueError) as error:
            raise SourceError(f"this WARC file cannot be read: {error}", str(file)) from error

    def get(self, address: str) -> CachedResponse:
        """See `Place`."""
        from warcio.archiveiterator import ArchiveIterator

        final = address
        for _ in range(MAX_REDIRECTS):
            offset, status, kind = self._places.get(final) or self._places.get(_other(final), (0, 404, ""))
            if status in REDIRECTS:
                final = self._location(offset, final)
                continue
            if status != 200:
                raise FetchError(f"not in {self.file.name}, or not as a page ({status})", address, status)
            with self.file.open("rb") as stream:
                stream.seek(offset)
                record = next(iter(ArchiveIterator(stream)))
                content = record.content_stream().read()
            charset = kind.lower().partition("charset=")[2].strip("\"' ")
            return CachedResponse("", "", final, kind, charset, content)
        raise FetchError(f"it redirects in a circle in {self.file.name}", address)

    def addresses(self) -> Iterator[str]:
        """See `Place`."""
        for address, (_, status, kind) in sorted(self._places.items()):
            if status == 200 and "html" in kind:
                yield address

    def _location(self, offset: int, address: str) -> str:
        from warcio.archiveiterator import ArchiveIterator

        with self.file.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)))
            return urljoin(address, str(record.http_headers.get_header("Location") or ""))


def _other(address: str) -> str:
    """The address with a slash at its end, or without."""
    return address.removesuffix("/") if address.endswith("/") else f"{address}/"
