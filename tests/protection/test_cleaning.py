"""A file that somebody sends is made anew: what it was taken with, where, by whom, and what hung on behind is not in it any more."""

from __future__ import annotations

import io
import os
import socket
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from hamroh.people.attachments import cleaning, intake
from hamroh.people.attachments.cleaning import Refused

SECRET = b"SECRET-PLACE"


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30), turned: bool = False, mode: str = "RGB") -> bytes:
    """A red picture with a blue left upper corner, that says everywhere where it was taken."""
    drawn = Image.new(mode, size, "red")
    drawn.paste("blue", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (38.0, 33.0, 0.0), 29: SECRET.decode()}
    if turned:
        exif[0x0112] = 6
    more: dict[str, Any] = {"comment": SECRET} if kind == "JPEG" else {}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        more["pnginfo"] = PngInfo()
        more["pnginfo"].add_text("Author", SECRET.decode())
    out = io.BytesIO()
    drawn.save(out, kind, exif=exif, icc_profile=b"\x00" * 128 + SECRET, **more)
    return out.getvalue()


def pdf(objects: list[bytes], info: bytes = b"") -> bytes:
    """A PDF of one page, with these further objects (from number 4) and entries of the catalogue."""
    body = [b"<</Type/Catalog/Pages 2 0 R " + info + b">>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    body += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Annots[5 0 R]>>", *objects]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(body, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + one + b"endobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(body) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(body) + 1, start)


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as error:
        cleaning.clean(content)
    assert error.value.reason in cleaning.REASONS
    assert error.value.reason in intake.WHY
    return error.value.reason


@pytest.mark.parametrize(("kind", "becomes"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "jpg")])
def test_a_picture_keeps_its_dots_and_nothing_else(kind: str, becomes: str) -> None:
    sent = picture(kind) + b"PK\x03\x04 and a packed archive behind it " + SECRET
    assert sent.count(SECRET) >= 3
    got, made = cleaning.clean(sent)
    assert got == becomes
    assert SECRET not in made
    assert b"archive" not in made
    with Image.open(io.BytesIO(made)) as shown:
        assert not shown.getexif()
        assert not {"icc_profile", "comment", "exif", "xmp"} & set(shown.info)
        assert shown.size == (40, 30)
        red, _green, blue = shown.convert("RGB").getpixel((2, 2))
        assert blue > 200 > red


def test_a_picture_taken_sideways_stands_upright() -> None:
    _kind, made = cleaning.clean(picture(turned=True))
    with Image.open(io.BytesIO(made)) as shown:
        assert shown.size == (30, 40)
        # What lay in the left upper corner lies in the right upper one.
        assert shown.getpixel((26, 3))[2] > 200


def test_a_great_picture_is_made_smaller_and_one_you_can_see_through_lies_on_white() -> None:
    with Image.open(io.BytesIO(cleaning.clean(picture(size=(4000, 20)))[1])) as shown:
        assert shown.size == (3000, 15)
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(cleaning.clean(out.getvalue())[1])) as shown:
        assert shown.getpixel((1, 1)) == (255, 255, 255)


def test_of_a_pdf_the_look_remains_without_scripts_files_links_and_hidden_words() -> None:
    text = b"<</Length 60>>stream\n1 0 0 rg 0 0 100 100 re f 3 Tr (SECRET-PLACE) Tj          \nendstream "
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 50 50]/A<</S/URI/URI(https://example.org/SECRET-PLACE)>>>>"
    script = b"<</S/JavaScript/JS(app.alert\\('SECRET-PLACE'\\))>>"
    embedded = b"<</Type/EmbeddedFile/Length 12>>stream\nSECRET-PLACE\nendstream "
    sent = pdf(
        [text, link, script, embedded],
        b"/OpenAction 6 0 R/Names<</JavaScript 6 0 R/EmbeddedFiles<</Names[(a)<</EF<</F 7 0 R>>>>]>>>>",
    )
    kind, made = cleaning.clean(sent)
    assert kind == "pdf"
    for gone in (SECRET, b"JavaScript", b"/JS", b"OpenAction", b"EmbeddedFile", b"/URI", b"/Annot"):
        assert gone not in made, gone
    document = pypdfium2.PdfDocument(made)
    assert len(document) == 1
    assert document[0].get_size() == (200, 100)
    shown = document[0].render(scale=1).to_pil().convert("RGB")
    assert shown.getpixel((20, 50))[1] < 60
    assert shown.getpixel((180, 50)) == (255, 255, 255)


def test_of_a_text_the_letters_stay_and_signs_that_turn_it_go() -> None:
    assert cleaning.clean("Маош\r\nнадоданд\u202egpj.exe\x07".encode()) == ("txt", "Маош\nнадодандgpj.exe".encode())
    assert cleaning.clean("ғӣқӯҳҷ".encode("utf-16")) == ("txt", "ғӣқӯҳҷ".encode())
    # Markup is a text like any other, and is served as one.
    assert cleaning.clean(b"<script>alert(1)</script>")[0] == "txt"


def test_what_a_file_is_its_bytes_say_and_each_refusal_says_what_to_do() -> None:
    assert cleaning.kind_of(picture("PNG")) == "PNG"
    apple = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 20
    for content, reason in [
        (b"", "empty"), (b" \n", "empty"), (b"\x00" * 100, "empty"), (b"PK\x03\x04word/document.xml", "packed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "packed"), (b"Rar!\x1a\x07", "packed"), (apple, "picture"),
        (b"\x00\x00\x00\x18ftypisom", "film"), (b"\x00\x00\x00\x18ftypM4A ", "sound"), (b"ID3\x04", "sound"),
        (b"RIFF\x00\x00\x00\x00WAVE", "sound"), (b"GIF89a", "picture"), (b"\x7fELF\x02\x01\x00\x00", "unknown"),
        ("Маош".encode("cp1251"), "unknown"), (b"%PDF-1.7 and nothing more", "broken"), (picture()[:400], "broken"),
        (picture("PNG")[:-40], "broken"), (picture("WEBP")[:60], "broken"), (b"\xff\xd8\xff\xe0 no picture", "broken"),
    ]:  # fmt: skip
        assert refused(content) == reason, content[:30]


def test_a_picture_that_is_a_bomb_is_not_unpacked() -> None:
    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    bomb = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")
    assert refused(bomb) == "pixels"
    assert refused(pdf([b"<<>>stream\nendstream ", b"<<>>"]).replace(b"/Count 1", b"/Count 9")) in ("broken", "pages")


def test_what_would_bring_down_the_process_brings_down_that_one_alone(monkeypatch: Any, tmp_path: Path) -> None:
    # A program in its place that wants all memory, as a hostile picture might; it sees none of the site's secrets.
    program = tmp_path / "cleaning.py"
    source = Path(cleaning.__file__).read_text(encoding="utf-8")
    greedy = "def clean(content):\n    import os\n    assert not os.environ.get('HAMROH_VAR')\n    return 'txt', bytes(10**10)\n\n\ndef _picture"
    program.write_text(source.replace("def _picture", greedy, 1), encoding="utf-8")
    monkeypatch.setattr(cleaning, "__file__", str(program))
    monkeypatch.setitem(os.environ, "HAMROH_VAR", "secret")
    with pytest.raises(Refused, match="heavy"):
        intake.cleaned(picture())
    program.write_text(source.replace("def main() -> int:", "def main() -> int:\n    os.abort()", 1), encoding="utf-8")
    with pytest.raises(Refused, match="heavy"):
        intake.cleaned(picture())


def test_a_real_picture_goes_through_the_process_and_comes_back() -> None:
    kind, made = intake.cleaned(picture())
    assert kind == "jpg"
    assert made == cleaning.clean(picture())[1]


def test_a_name_is_shown_short_and_in_one_direction() -> None:
    assert intake.plain_name("a\u202egpj.exe\x00\n ғӣқ") == "agpj.exe ғӣқ"
    assert len(intake.plain_name("x" * 5_000)) == intake.LONGEST_NAME


# -- the virus scanner ---------------------------------------------------------------------------------------------------


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[Any]:
    """Something that speaks the protocol of clamd over a real socket; its verdict is set by the test."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "clamd"))
    server.listen()
    verdict, seen = ["stream: OK"], []

    def answer() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as read:
                assert read.read(10) == b"zINSTREAM\x00"
                content = b""
                while size := struct.unpack(">I", read.read(4))[0]:
                    content += read.read(size)
                seen.append(content)
                line.sendall(verdict[0].encode() + b"\x00")

    threading.Thread(target=answer, daemon=True).start()
    yield str(tmp_path / "clamd"), verdict, seen
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def test_the_scanner_sees_the_whole_file_and_its_verdict_counts(scanner: Any, settings: Any) -> None:
    settings.CLAMD, verdict, seen = scanner
    long = os.urandom(150_000)
    assert intake.scanned(long) == "clean"
    assert seen == [long]
    verdict[0] = "stream: Win.Test.EICAR_HDB-1 FOUND"
    with pytest.raises(Refused, match="harmful"):
        intake.scanned(b"x")
    for fault in ("INSTREAM size limit exceeded. ERROR", "", "stream: OK and more"):
        verdict[0] = fault
        assert intake.scanned(b"x") == "waits"
    settings.CLAMD = "/nowhere/clamd.ctl"
    assert intake.scanned(b"x") == "waits"
    settings.CLAMD = ""
    assert intake.scanned(b"x") == "not_scanned"


def test_a_scanner_on_another_machine_is_refused() -> None:
    from hamroh.config import places

    for address in ("/run/clamav/clamd.ctl", "127.0.0.1:3310", ""):
        assert places.scanner(address) == address
    for address in ("10.0.0.7:3310", "clamd.ctl", "localhost"):
        with pytest.raises(places.SettingRefused, match="HAMROH_CLAMD"):
            places.scanner(address)
