"""The files of an export, and what is refused of one."""

import gzip
import hashlib
import io
import zipfile

import pytest

from syndicate.errors import SourceError
from syndicate.fetcher import archives
from syndicate.fetcher.archives import Archive


def zipped(path, files, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def names(path):
    return [file.name for file in Archive(path).files]


def test_the_files_of_a_folder_and_of_an_archive_are_the_same(tmp_path):
    folder = tmp_path / "export"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "b.txt").write_text("b")
    (folder / ".hidden").write_text("h")
    assert (
        names(folder) == names(zipped(tmp_path / "e", {"a/b.txt": "b", "__MACOSX/a/._b": ""})) == ["a/b.txt"]
    )


def test_an_archive_in_an_archive_is_opened(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"page.html": "<p>"}).read_bytes()
    assert names(zipped(tmp_path / "outer.zip", {"Part-1.zip": inner})) == ["Part-1.zip/page.html"]


def test_a_gzipped_file_is_read(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(gzip.compress(b"text"))
    assert b"".join(Archive(path).files[0].chunks()) == b"text"


@pytest.mark.parametrize("name", ["../out.txt", "/etc/x", "a/../../b", "..\\x", "C:\\x"])
def test_a_path_that_leads_out_is_refused(tmp_path, name):
    with pytest.raises(SourceError, match="leads out of it"):
        Archive(zipped(tmp_path / "x.zip", {name: "x"}))


def test_a_link_that_leads_out_of_a_folder_is_left_out(tmp_path):
    (tmp_path / "secret.txt").write_text("s")
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "x.txt").symlink_to(tmp_path / "secret.txt")
    archive = Archive(folder)
    assert archive.files == ()
    assert "leads out of the export" in archive.warnings[0]


def test_a_bomb_is_refused(tmp_path):
    with pytest.raises(SourceError, match="made to burst when it is unpacked"):
        Archive(zipped(tmp_path / "x.zip", {"a.txt": b"\0" * 11_000_000}))
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"\0" * 11_000_000))
    with pytest.raises(SourceError, match="made to burst"):
        list(Archive(path).files[0].chunks())


def test_an_archive_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_FILES", 2)
    files = {f"{n}.txt": "" for n in range(4)}
    with pytest.raises(SourceError, match="more than 2 files"):
        Archive(zipped(tmp_path / "x.zip", files))
    for name in files:
        (tmp_path / name).write_text("x")
    with pytest.raises(SourceError, match="more than 2 files"):
        Archive(tmp_path)


def test_a_file_in_an_archive_that_cannot_be_read_is_named(tmp_path):
    path = zipped(tmp_path / "y.zip", {"a.txt": "a" * 500, "b.txt": "b"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"a" * 500, b"x" * 500))
    archive = Archive(path)
    assert [file.name for file in archive.files] == ["a.txt", "b.txt"]
    assert "a.txt in it cannot be read" in archive.warnings[0]
    with pytest.raises(SourceError, match=r"cannot be read \(.*\); download the export once more"):
        list(archive.files[0].chunks())
    cut = tmp_path / "x.gz"
    cut.write_bytes(gzip.compress(b"text")[:-9])
    with pytest.raises(SourceError, match="this file is damaged"):
        list(Archive(cut).files[0].chunks())


TEXT = b"".join(hashlib.sha256(bytes([n, m])).hexdigest().encode() for n in range(40) for m in range(40))
"""What hardly shrinks."""


class Unseekable(io.BytesIO):
    """A stream as a server writes one: sizes and checksums stand after each file."""

    def seekable(self):
        return False

    def tell(self):
        raise OSError

    def seek(self, *_):
        raise OSError


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("stream", [io.BytesIO, Unseekable])
def test_what_stands_whole_in_an_archive_that_is_cut_off_is_read(tmp_path, compression, stream):
    written = stream()
    with zipfile.ZipFile(written, "w", compression) as whole:
        for name in ("a.txt", "möbel/b.txt", "c.txt"):
            whole.writestr(name, name.encode() + TEXT)
    content = written.getvalue()
    path = tmp_path / "x.zip"
    path.write_bytes(content[: content.rindex(b"c.txt", 0, content.index(b"PK\1\2")) + 3000])
    archive = Archive(path)
    assert [file.name for file in archive.files] == ["a.txt", "möbel/b.txt", "c.txt"]
    assert archive.warnings[0].startswith(f"{path}: this archive is damaged")
    assert "3 files could be found in it" in archive.warnings[0]
    for file in archive.files[:2]:
        assert b"".join(file.chunks()) == file.name.encode() + TEXT
    read = bytearray()
    with pytest.raises(SourceError, match=r"c.txt in it cannot be read to its end"):
        read.extend(*archive.files[2].chunks())
    archive.close()


def test_what_is_broken_in_a_damaged_archive_is_told_from_what_is_whole(tmp_path):
    path = zipped(tmp_path / "x.zip", {"a.txt": TEXT, "b.txt": TEXT})
    content = path.read_bytes()
    path.write_bytes(content[:500] + b"\xff" * 40 + content[540 : content.index(b"PK\1\2")])
    first, second = Archive(path).files
    with pytest.raises(SourceError, match=r"a.txt in it cannot be read to its end"):
        list(first.chunks())
    assert b"".join(second.chunks()) == TEXT


@pytest.mark.parametrize("content", [b"", b"PK\1\2", b"\xff" * 100])
def test_an_archive_of_which_nothing_is_left_is_refused(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\3\4" + content)
    with pytest.raises(SourceError, match=r"this archive is damaged .*; download it once more"):
        Archive(path)


def test_a_damaged_archive_may_neither_burst_nor_lead_out(tmp_path):
    path = zipped(tmp_path / "x.zip", {"a.txt": b"\0" * 11_000_000})
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(SourceError, match="made to burst"):
        list(Archive(path).files[0].chunks())
    path = zipped(tmp_path / "y.zip", {"../a.txt": b"a"})
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(SourceError, match="leads out of it"):
        Archive(path)


def test_an_address_names_the_file_whose_path_ends_as_it_does(tmp_path):
    archive = Archive(zipped(tmp_path / "x.zip", {"uploads/2024/05/a.png": b"PNG", "b.png": b"B"}))
    for address in (
        "https://b.example/wp-content/uploads/2024/05/a.png",
        "https://b.example/wp-content/uploads/2024/05/a-300x200.png?w=3",
    ):
        found = archive.get(address)
        assert found is not None
        assert (found.body, found.content_type) == (b"PNG", "image/png")
    assert archive.get("https://b.example/other/05/c.png") is None
    assert archive.get("https://b.example/c.png") is None


def test_a_file_that_is_too_large_to_be_shown_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_FOUND", 2)
    assert Archive(zipped(tmp_path / "x.zip", {"a/a.png": b"PNG"})).get("https://b.example/a/a.png") is None


def test_an_inner_archive_that_is_too_large_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_NESTED", 2)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x", "x")
    outer = Archive(zipped(tmp_path / "x.zip", {"a.zip": inner.getvalue()}))
    assert outer.files == ()
    assert "too large to be read" in outer.warnings[0]


def test_a_name_in_a_broken_encoding_costs_no_other_file(tmp_path):
    path = zipped(tmp_path / "x.zip", {"größe.txt": "a", "b.txt": "b"})
    path.write_bytes(path.read_bytes().replace("größe".encode(), b"gr\xff\xfe\xff\xfee", 1))
    archive = Archive(path)
    assert [b"".join(file.chunks()) for file in archive.files if file.name == "b.txt"] == [b"b"]
    assert any("cannot be read" in warning for warning in archive.warnings)
