"""Makes a file that somebody sent anew, so that nothing is left in it but what can be seen: a program of its own.

Run as a program with the file on its standard input; it answers with one line of JSON and the clean file. It stands alone: it
imports nothing of the house, knows no Django and no database, opens no file to write and no line to anybody, and bounds its own
memory and time before it reads a byte, so that a hostile picture ends this process and not the site.

What a file is, its first bytes say, never its name. A picture is decoded and drawn anew: place, camera, thumbnail, profile and
whatever hung on behind are gone, and it stands upright. Each page of a PDF becomes a picture, and these a new PDF: no script,
form, link, hidden text or embedded file comes through. That is what Dangerzone does with documents that journalists receive
(https://dangerzone.rocks); like there, what is lost are letters that can be searched, and signatures. Of a text the letters stay.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import unicodedata
from typing import Any

MEMORY_BYTES = 768 * 1024 * 1024
"""Address space of the process; a page or picture at its limits needs about 350 MB."""
SECONDS = 20
MOST_PIXELS = 50_000_000
"""A picture of more is not decoded. JPEG can be decoded small, and may have four times as many."""
LONGEST_SIDE = 3_000
"""Pixels: a sheet of A4 at 250 dots per inch. Greater pictures are made smaller."""
LONGEST_PNG = 2_000_000
MOST_PAGES = 30
PAGE_DOTS = 150
LONGEST_MADE = 16_000_000
"""Bytes of a document made anew."""
QUALITY = 85

PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
REFUSED = [
    (b"PK\x03\x04", "packed"), (b"PK\x05\x06", "packed"), (b"Rar!", "packed"), (b"7z\xbc\xaf", "packed"),
    (b"\x1f\x8b", "packed"), (b"BZh", "packed"), (b"\xfd7zXZ", "packed"), (b"\xd0\xcf\x11\xe0", "packed"),
    (b"ID3", "sound"), (b"\xff\xfb", "sound"), (b"\xff\xf3", "sound"), (b"OggS", "sound"), (b"fLaC", "sound"),
    (b"#!AMR", "sound"), (b"\x1aE\xdf\xa3", "film"), (b"GIF8", "picture"), (b"BM", "picture"),
    (b"II*\x00", "picture"), (b"MM\x00*", "picture"),
]  # fmt: skip
"""First bytes of what is often sent and not taken, and what it is."""
APPLE = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


class Refused(Exception):
    """This file is not taken. `reason` is a word of `REASONS`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


REASONS = ("empty", "packed", "sound", "film", "picture", "unknown", "broken", "pixels", "pages", "locked", "heavy")


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes: JPEG, PNG, WEBP, PDF or TEXT.

    Raises:
        Refused: it is none of these.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise Refused("empty")
    for begin, kind in PICTURES.items():
        if content.startswith(begin):
            return kind
    if content[:4] == b"RIFF":
        if content[8:12] == b"WEBP":
            return "WEBP"
        raise Refused("sound" if content[8:12] == b"WAVE" else "film")
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        raise Refused("picture" if brand in APPLE else "sound" if brand.startswith(b"M4A") else "film")
    # Some programs write a few bytes before it.
    if b"%PDF-" in content[:1024]:
        return "PDF"
    for begin, what in REFUSED:
        if content.startswith(begin):
            raise Refused(what)
    return "TEXT"


def clean(content: bytes) -> tuple[str, bytes]:
    """The kind of the clean file (jpg, png, pdf or txt) and its bytes.

    Raises:
        Refused: it is of no kind that is taken, broken, or too great.
    """
    kind = kind_of(content)
    if kind == "PDF":
        return "pdf", _pages(content)
    if kind == "TEXT":
        return "txt", _text(content)
    return _picture(content, kind)


def _picture(content: bytes, kind: str) -> tuple[str, bytes]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked first
    try:
        # A JPEG of several pictures (MPO) begins like any other; the first one is taken.
        with Image.open(io.BytesIO(content), formats=["JPEG", "MPO"] if kind == "JPEG" else [kind]) as opened:
            if opened.width * opened.height > MOST_PIXELS * (4 if kind == "JPEG" else 1):
                raise Refused("pixels")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = _drawn(upright)
    except Refused:
        raise
    except (OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, AttributeError, EOFError):
        raise Refused("broken") from None
    out = io.BytesIO()
    if kind == "PNG":
        # What was written or drawn stays sharp; a photograph would be ten times as long as it need be.
        drawn.save(out, "PNG", compress_level=4)
        if out.tell() <= LONGEST_PNG:
            return "png", out.getvalue()
        out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY)
    return "jpg", out.getvalue()


def _drawn(picture: Any) -> Any:
    """The same dots on white paper in a picture of our own making, to which nothing of the old one clings."""
    from PIL import Image

    paper = Image.new("RGB", picture.size, "white")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        with_alpha = picture.convert("RGBA")
        paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
    else:
        paper.paste(picture.convert("RGB"))
    return paper


def _pages(content: bytes) -> bytes:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused("locked" if "assword" in str(error) else "broken") from None
    if len(document) > MOST_PAGES:
        raise Refused("pages")
    if not len(document):
        raise Refused("broken")
    # What was filled in stands in the form's fields. Without this they stay empty on the picture; scripts it has none to run.
    document.init_forms()
    made, length = pypdfium2.PdfDocument.new(), 0
    try:
        for page in document:
            length += _draw_onto(made, page)
            page.close()
            if length > LONGEST_MADE:
                raise Refused("heavy")
    except pypdfium2.PdfiumError:
        raise Refused("broken") from None
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _draw_onto(made: Any, page: Any) -> int:
    """A page as a picture, on a new page of the same size; gives the length of the picture."""
    import pypdfium2

    width, height = page.get_size()
    if min(width, height) <= 0:
        raise Refused("broken")
    scale = min(PAGE_DOTS / 72, LONGEST_SIDE / max(width, height))
    held = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(held, "JPEG", quality=QUALITY)
    length = held.tell()
    picture = pypdfium2.PdfImage.new(made)
    picture.load_jpeg(held, inline=True)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    fresh = made.new_page(width, height)
    fresh.insert_obj(picture)
    fresh.gen_content()
    fresh.close()
    return length


def _text(content: bytes) -> bytes:
    for begin, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(begin):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                raise Refused("unknown") from None
            break
    if "\x00" in text:
        raise Refused("unknown")
    # Signs that turn the direction of writing make a text read otherwise than it stands.
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    if not kept.strip():
        raise Refused("empty")
    return kept.encode()


def main() -> int:
    """Reads a file from standard input, writes what became of it to standard output."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    content = sys.stdin.buffer.read()
    try:
        kind, made = clean(content)
        head = {"kind": kind}
    except Refused as error:
        head, made = {"refused": error.reason}, b""
    except MemoryError:
        head, made = {"refused": "heavy"}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + made)
    sys.stdout.buffer.flush()
    # Without taking apart what a hostile file may have broken.
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
