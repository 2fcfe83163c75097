"""An origin on disk: a folder of HTML files (a site's output, or a mirror made by wget) or a WARC file."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, unquote, urljoin, urlsplit

from syndicate.addresses import after_prefix
from syndicate.errors import FetchError, SourceError
from syndicate.fetcher.cache import CachedResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = (".html", ".htm", ".xhtml")
WARCS = (".warc", ".warc.gz")
REDIRECTS = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 10


class Place(Protocol):
    """A place on disk that holds the pages below a prefix."""

    def get(self, address: str) -> CachedResponse:
        """The response of an address.

        Raises:
            FetchError: there is none.
        """

    def addresses(self) -> Iterator[str]:
        """The address of each page."""


def open_place(prefix: str, path: str) -> Place:
    """The place at a path.

    Args:
        prefix: the prefix of the addresses that it holds.
        path: a folder, a file in the WARC format, or one page.

    Raises:
        SourceError: there is none, or none that can be read.
    """
    file = Path(path)
    if file.is_dir() or (file.is_file() and file.suffix.lower() in PAGES):
        return Folder(prefix, file)
    if file.is_file() and file.name.lower().endswith(WARCS):
        return Warc(prefix, file)
    raise SourceError("there is no such folder, nor a .html, .warc or .warc.gz file", path)


class Folder:
    """A folder of files, named as servers and wget do."""

    def __init__(self, prefix: str, root: Path) -> None:
        self.prefix = prefix
        split = urlsplit(prefix)
        # wget and similar tools make a folder for each host.
        host_folder = root / split.netloc
        self.root = (
            host_folder.joinpath(*split.path.strip("/").split("/")) if host_folder.is_dir() else root
        ).resolve()

    def get(self, address: str) -> CachedResponse:
        """See `Place`."""
        for file in self._candidates(address):
            if file.is_file() and file.resolve().is_relative_to(self.root):
                content_type = mimetypes.guess_type(file.name)[0] or ("" if file.suffix else "text/html")
                return CachedResponse("", "", address, content_type, "", file.read_bytes())
        raise FetchError(f"no file for it in {self.root}", address, 404)

    def addresses(self) -> Iterator[str]:
        """See `Place`."""
        for file in sorted(self.root.rglob("*")):
            if file.suffix.lower() in PAGES and file.is_file():
                name = file.relative_to(self.root).as_posix()
                name = name.removesuffix("index.html") if file.name == "index.html" else name
                yield self.prefix.rstrip("/") + "/" + quote(name)

    def _candidates(self, address: str) -> Iterator[Path]:
        rest, separator, query = after_prefix(address, self.prefix).partition("?")
        name = unquote(rest.partition("#")[0]).strip("/")
        if "\0" in name or ".." in name.split("/"):
            return
        file = self.root / name
        if separator:
            for base in (file, file / "index.html"):
                yield base.with_name(f"{base.name}?{unquote(query)}")
                yield base.with_name(f"{base.name}?{unquote(query)}.html")
        yield file
        yield file / "index.html"
        yield file / "index.htm"
        if name:
            yield file.with_name(f"{file.name}.html")
            yield file.with_name(f"{file.name}.htm")


class Warc:
    """A file of captured responses; of several captures of an address, the last good one.

    Source: ISO 28500, the WARC format.
    """

    def __init__(self, prefix: str, file: Path) -> None:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

        self.prefix = prefix
        self.file = file
        self._records: dict[str, tuple[int, int, str]] = {}
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
                    content_type = record.http_headers.get_header("Content-Type") or ""
                    if status == 200 or self._records.get(address, (0, 0, ""))[1] != 200:
                        self._records[address] = records.get_record_offset(), status, content_type
        except (ArchiveLoadFailed, OSError, ValueError) as error:
            raise SourceError(f"this WARC file cannot be read: {error}", str(file)) from error

    def get(self, address: str) -> CachedResponse:
        """See `Place`."""
        from warcio.archiveiterator import ArchiveIterator

        final = address
        for _ in range(MAX_REDIRECTS):
            offset, status, content_type = self._records.get(final) or self._records.get(
                _toggle_slash(final), (0, 404, "")
            )
            if status in REDIRECTS:
                final = self._location(offset, final)
                continue
            if status != 200:
                raise FetchError(f"not in {self.file.name}, or not as a page ({status})", address, status)
            with self.file.open("rb") as stream:
                stream.seek(offset)
                record = next(iter(ArchiveIterator(stream)))
                content = record.content_stream().read()
            charset = content_type.lower().partition("charset=")[2].strip("\"' ")
            return CachedResponse("", "", final, content_type, charset, content)
        raise FetchError(f"it redirects in a circle in {self.file.name}", address)

    def addresses(self) -> Iterator[str]:
        """See `Place`."""
        for address, (_, status, content_type) in sorted(self._records.items()):
            if status == 200 and "html" in content_type:
                yield address

    def _location(self, offset: int, address: str) -> str:
        from warcio.archiveiterator import ArchiveIterator

        with self.file.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)))
            return urljoin(address, str(record.http_headers.get_header("Location") or ""))


def _toggle_slash(address: str) -> str:
    """The address with a slash at its end, or without."""
    return address.removesuffix("/") if address.endswith("/") else f"{address}/"
