"""
Files as somebody with bad intentions, or a broken phone, would hand them in; made here, none is kept in the repository.

Each is a maker and what is to become of it: the code of its refusal, several where the machine decides how it is
noticed, or `KEPT`, which means written anew as a picture, or kept as a paper that is given out for putting down only.
`MARK` stands in what must not survive that.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise

from PIL import Image

MARK = b"CANARY-7f3a"
KEPT = "kept"
BROKEN, TOO_LARGE, HEAVY = "documents.picture_broken", "documents.picture_too_large", "documents.file_too_heavy"
KIND, ACTIVE, LOCKED = "documents.kind_not_taken", "documents.pdf_active", "documents.pdf_locked"
CUT = "documents.pdf_broken"
Maker = Callable[[], bytes]

PNG = b"\x89PNG\r\n\x1a\n"
SIDE = 7000  # of a square just below the most pixels that are taken


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(size: int) -> bytes:
    """Return so many zeros, packed: blocks of a megabyte that lie behind each other, and the rest."""
    packing, block = zlib.compressobj(9), bytes(1 << 20)
    begin = packing.compress(block) + packing.flush(zlib.Z_FULL_FLUSH)
    again = packing.compress(block) + packing.flush(zlib.Z_FULL_FLUSH)
    blocks, rest = divmod(size, len(block))
    packing = packing.copy() if blocks else zlib.compressobj(9)
    end = (packing.compress(bytes(rest)) + packing.flush())[:-4]
    return (begin if blocks else b"") + again * (blocks - 1) + end + struct.pack(">HH", size % 65521, 1)


def png(
    width: int, height: int, *, depth: int = 8, kind: int = 2, data: bytes | None = None, extra: bytes = b""
) -> bytes:
    """Return a black PNG of this size; `kind` 0 is grey, 2 RGB, 6 RGBA."""
    channels = {0: 1, 2: 3, 6: 4}[kind]
    lines = packed(height * (1 + (width * channels * depth + 7) // 8)) if data is None else data
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    return PNG + head + extra + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def saved(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **how: object) -> bytes:
    """Return a small picture as an honest program writes it."""
    buffer = io.BytesIO()
    Image.new(mode, size, 0).save(buffer, kind, **how)
    return buffer.getvalue()


def located(kind: str) -> bytes:
    """Return a picture that tells place and device."""
    exif = Image.Exif()
    exif[0x010F] = MARK.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 23.0, 1.0), 3: "E", 4: (113.0, 13.0, 1.0)})
    return saved(kind, exif=exif)


def segment(marker: int, data: bytes) -> bytes:
    """Return a part of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(*parts: bytes, tail: bytes = b"") -> bytes:
    """Return a small JPEG with parts put behind its beginning."""
    plain = saved("JPEG")
    return plain[:2] + b"".join(parts) + plain[2:] + tail


def jpeg_of_size(width: int, height: int, **how: object) -> bytes:
    """Return a small JPEG that says to be of another size."""
    plain = bytearray(saved("JPEG", **how))
    place = plain.find(b"\xff\xc0")
    plain[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(plain)


def many_scans() -> bytes:
    """Return a progressive JPEG whose last scan is written again and again."""
    plain = saved("JPEG", (SIDE, SIDE), "L", progressive=True)
    last = plain.rfind(b"\xff\xda")
    scan = plain[last:-2]
    return plain[:last] + scan * min(5000, 9_000_000 // len(scan)) + plain[-2:]


def frames(kind: str, number: int) -> bytes:
    """Return a picture that moves."""
    colours = [Image.new("RGB", (4, 4), (n % 256, n // 256, 7)) for n in range(number)]
    buffer = io.BytesIO()
    colours[0].save(buffer, kind, save_all=True, append_images=colours[1:])
    return buffer.getvalue()


def webp_of_size(width: int, height: int) -> bytes:
    """Return a WebP that says to be drawn on a canvas of another size."""
    plain = saved("WEBP", lossless=True)
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little")
    body = b"WEBP" + canvas + (height - 1).to_bytes(3, "little") + plain[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def archive(**parts: bytes) -> bytes:
    """Return a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def pdf(*objects: bytes, tail: bytes = b"") -> bytes:
    """Return a paper with these objects; what a viewer needs of the rest does not matter to who is to be harmed."""
    root = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(root + objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n" + tail


def stream(told: bytes, content: bytes) -> bytes:
    """Return an object with content behind its dictionary."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (told, len(content), content)


JAVASCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
OBJECTS = b"/Type /ObjStm /N 1 /First 4"


def hidden(how: Callable[[bytes], bytes] = zlib.compress, told: bytes = b"/Filter /FlateDecode") -> bytes:
    """Return a paper whose action lies in a packed stream of objects."""
    return pdf(stream(OBJECTS + b" " + told, how(b"9 0 " + JAVASCRIPT)))


def wrong_sum(content: bytes) -> bytes:
    """Return content packed with a wrong sum at its end, which viewers do not mind."""
    return zlib.compress(content)[:-4] + b"\0\0\0\0"


def entity_bomb() -> bytes:
    """Return the laughing XML."""
    lines = "".join(f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in pairwise("abcdefghi"))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">{lines}]><x>&i;</x>'.encode()


XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><exif:GPSLatitude>" + MARK + b"</exif:GPSLatitude></x:xmpmeta>"
LOOPING_EXIF = b"Exif\0\0MM\0*\0\0\0\x08" + b"\0\x01" + b"\x87\x69\0\x04\0\0\0\x01\0\0\0\x08" + b"\0\0\0\x08"
SCRIPT = b"<html><script>alert('" + MARK + b"')</script></html>"

PICTURES: dict[str, tuple[Maker, set[str]]] = {
    "bomb.png": (lambda: png(30_000, 4_000), {TOO_LARGE}),
    "square-bomb.png": (lambda: png(65_535, 65_535, data=packed(100)), {TOO_LARGE}),
    "largest-number.png": (lambda: png(2**31 - 1, 2**31 - 1, data=packed(100)), {TOO_LARGE, BROKEN, HEAVY}),
    "one-endless-line.png": (lambda: png(2**31 - 1, 1, data=packed(100)), {TOO_LARGE, BROKEN, HEAVY}),
    "nothing-wide.png": (lambda: png(0, 0, data=packed(1)), {BROKEN}),
    "just-below-the-most.png": (lambda: png(SIDE, SIDE, kind=6), {KEPT, HEAVY}),
    "deep.png": (lambda: png(SIDE, SIDE, kind=6, depth=16), {KEPT, HEAVY}),
    "more-data-than-lines.png": (lambda: png(10, 10, data=packed(300_000_000)), {KEPT, BROKEN}),
    "cut.png": (lambda: saved("PNG", (640, 480))[:90], {BROKEN}),
    "wrong-sum.png": (lambda: png(9, 9).replace(b"IDAT", b"IDAU"), {BROKEN}),
    "text-bomb.png": (lambda: png(9, 9, extra=chunk(b"zTXt", b"a\0\0" + packed(200_000_000))), {KEPT, BROKEN}),
    "profile-bomb.png": (lambda: png(9, 9, extra=chunk(b"iCCP", b"a\0\0" + packed(200_000_000))), {KEPT, BROKEN}),
    "many-texts.png": (lambda: png(9, 9, extra=chunk(b"tEXt", b"a\0" + MARK) * 100_000), {KEPT, BROKEN}),
    "texts-together.png": (lambda: png(9, 9, extra=chunk(b"zTXt", b"a\0\0" + packed(900_000)) * 500), {KEPT, BROKEN}),
    "comment.png": (lambda: png(9, 9, extra=chunk(b"tEXt", b"Comment\0" + MARK)), {KEPT}),
    "unknown-part.png": (lambda: png(9, 9, extra=chunk(b"prVt", MARK)), {KEPT}),
    "page-behind.png": (lambda: png(9, 9) + SCRIPT, {KEPT}),
    "archive-behind.png": (lambda: png(9, 9) + archive(evil=MARK), {KEPT}),
    "archive-stored-behind.jpg": (lambda: jpeg(tail=archive(evil=b"x") + MARK), {KEPT}),
    "frames.png": (lambda: frames("PNG", 3000), {KEPT}),
    "place.jpg": (lambda: located("JPEG"), {KEPT}),
    "place.png": (lambda: located("PNG"), {KEPT}),
    "place.webp": (lambda: located("WEBP"), {KEPT}),
    "place-elsewhere.jpg": (lambda: jpeg(segment(0xE1, XMP)), {KEPT}),
    "comment.jpg": (lambda: jpeg(segment(0xFE, SCRIPT)), {KEPT}),
    "program-inside.jpg": (lambda: jpeg(segment(0xFE, b"<?php echo '" + MARK + b"'; ?>")), {KEPT}),
    "page-behind.jpg": (lambda: jpeg(tail=SCRIPT), {KEPT}),
    "bomb.jpg": (lambda: jpeg_of_size(65_500, 65_500), {TOO_LARGE}),
    "tall.jpg": (lambda: jpeg_of_size(1, 65_500), {KEPT, BROKEN}),
    "nothing-wide.jpg": (lambda: jpeg_of_size(0, 0), {BROKEN}),
    "cut.jpg": (lambda: saved("JPEG", (640, 480))[:700], {BROKEN}),
    "only-its-beginning.jpg": (lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, {BROKEN}),
    "many-scans.jpg": (many_scans, {HEAVY}),
    "profile-in-parts.jpg": (
        lambda: jpeg(*(segment(0xE2, b"ICC_PROFILE\0" + bytes([n, 140]) + bytes(65_000)) for n in range(1, 141))),
        {KEPT, BROKEN},
    ),
    "place-in-a-loop.jpg": (lambda: jpeg(segment(0xE1, LOOPING_EXIF)), {KEPT, BROKEN}),
    "turned-nowhere.jpg": (
        lambda: jpeg(segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\xff\xff\0\0\0\0\0\0")),
        {KEPT},
    ),
    "of-printers.jpg": (lambda: saved("JPEG", mode="CMYK"), {KEPT}),
    "arithmetic.jpg": (lambda: saved("JPEG").replace(b"\xff\xc0", b"\xff\xc9", 1), {KEPT, BROKEN}),
    "two-in-one.jpg": (lambda: frames("MPO", 2), {KEPT}),
    "bomb.webp": (lambda: webp_of_size(16_383, 16_383), {TOO_LARGE, BROKEN, HEAVY}),
    "huge-canvas.webp": (lambda: webp_of_size(2**24, 2**24), {TOO_LARGE, BROKEN, HEAVY}),
    "just-below-the-most.webp": (
        lambda: saved("WEBP", (SIDE, SIDE), lossless=True, method=0),
        {KEPT, HEAVY, BROKEN},
    ),
    "cut.webp": (lambda: saved("WEBP", (640, 480))[:60], {BROKEN}),
    "frames.webp": (lambda: frames("WEBP", 1000), {KEPT}),
    "bomb.gif": (lambda: b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(100), {KIND}),
    "frames.gif.jpg": (lambda: frames("GIF", 1000), {KIND}),
    "bomb.tiff": (lambda: saved("TIFF"), {KIND}),
    "picture.bmp": (lambda: saved("BMP"), {KIND}),
    "icon.ico": (lambda: saved("ICO"), {KIND}),
    "scripted.svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", {KIND}),
    "new-phone.heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(200), {KIND}),
    "picture.avif": (lambda: b"\0\0\0\x18ftypavif" + bytes(200), {KIND}),
    "layers.psd": (lambda: b"8BPS\0\x01" + bytes(100), {KIND}),
}
PAPERS: dict[str, tuple[Maker, set[str]]] = {
    "script.pdf": (lambda: pdf(JAVASCRIPT), {ACTIVE}),
    "script-spelled-oddly.pdf": (lambda: pdf(JAVASCRIPT.replace(b"Java", b"J#61va")), {ACTIVE}),
    "script-packed.pdf": (hidden, {ACTIVE}),
    "script-packed-with-a-wrong-sum.pdf": (lambda: hidden(wrong_sum), {ACTIVE}),
    "script-packed-behind-nonsense.pdf": (lambda: hidden(lambda each: zlib.compress(each)[:-9] + MARK * 9), {ACTIVE}),
    "script-in-hex.pdf": (lambda: hidden(lambda each: each.hex().encode(), b"/Filter /ASCIIHexDecode"), {ACTIVE}),
    "script-twice-packed.pdf": (
        lambda: hidden(lambda each: zlib.compress(zlib.compress(each)), b"/Filter [/FlateDecode /FlateDecode]"),
        {ACTIVE},
    ),
    "filter-elsewhere.pdf": (lambda: hidden(told=b"/Filter 8 0 R"), {ACTIVE}),
    "program.pdf": (lambda: pdf(b"<< /S /Launch /F (cmd.exe) >>"), {ACTIVE}),
    "carries-files.pdf": (lambda: pdf(stream(b"/Type /EmbeddedFile", MARK)), {ACTIVE}),
    "opens-something.pdf": (lambda: pdf(b"<< /OpenAction 9 0 R >>"), {ACTIVE}),
    "sends-a-form.pdf": (lambda: pdf(b"<< /S /SubmitForm /F (http://evil) >>"), {ACTIVE}),
    "form-of-xml.pdf": (lambda: pdf(b"<< /AcroForm << /XFA 9 0 R >> >>"), {ACTIVE}),
    "film.pdf": (lambda: pdf(b"<< /Subtype /RichMedia >>"), {ACTIVE}),
    "leads-elsewhere.pdf": (lambda: pdf(b"<< /S /GoToR /F (\\\\\\\\evil\\\\share) >>"), {ACTIVE}),
    "locked.pdf": (lambda: pdf(tail=b"trailer << /Encrypt 9 0 R >>\n%%EOF"), {LOCKED}),
    "page-bomb.pdf": (lambda: pdf(stream(b"/Filter /FlateDecode", packed(2_000_000_000))), {HEAVY}),
    "many-bombs.pdf": (lambda: pdf(*[stream(b"/Filter /FlateDecode", packed(10_000_000))] * 200), {HEAVY}),
    "nothing-but-marks.pdf": (lambda: pdf(b"stream\nx\x9c" * 900_000), {HEAVY}),
    "cut.pdf": (lambda: pdf()[:-40], {CUT}),
    "archive-behind.pdf": (lambda: pdf(tail=archive(evil=bytes(range(256)) * 64) + bytes(4096)), {CUT}),
    "begins-late.pdf": (lambda: b"junk\n" + pdf(), {KIND}),
    "table-in-a-loop.pdf": (lambda: pdf(tail=b"trailer << /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n"), {KEPT}),
    "pages-in-a-loop.pdf": (lambda: pdf(b"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 99999999 >>"), {KEPT}),
    "many-objects.pdf": (lambda: pdf(*[b"<< >>"] * 200_000), {KEPT}),
    "from-an-office.pdf": (lambda: pdf(b"<< /OpenAction [3 0 R /XYZ null null 0] >>"), {KEPT}),
}
OTHERS: dict[str, tuple[Maker, set[str]]] = {
    "page.jpg": (lambda: SCRIPT, {KIND}),
    "page.pdf": (lambda: b"<!DOCTYPE html>" + SCRIPT, {KIND}),
    "archive.jpg": (lambda: archive(a=bytes(10_000_000)), {KIND}),
    "letter.pdf": (lambda: archive(**{"word/document.xml": b"<w/>"}), {KIND}),
    "program.jpg": (lambda: b"MZ\x90\0" + bytes(200), {KIND}),
    "program-of-phones.jpg": (lambda: archive(**{"classes.dex": b"dex\n035"}), {KIND}),
    "program-of-servers.png": (lambda: b"\x7fELF\x02\x01\x01" + bytes(200), {KIND}),
    "orders.jpg": (lambda: b"#!/bin/sh\nrm -rf ~\n", {KIND}),
    "entities.jpg": (entity_bomb, {KIND}),
    "mail.jpg": (lambda: b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + SCRIPT, {KIND}),
    "riff.webp": (lambda: b"RIFF\x10\0\0\0WAVEfmt " + bytes(32), {KIND}),
    "zeros.jpg": (lambda: bytes(5000), {KIND}),
    "nothing.jpg": (lambda: b"", {"documents.file_empty"}),
    "one-byte-too-many.jpg": (lambda: saved("JPEG") + bytes(10 * 1024 * 1024), {"documents.file_too_large"}),
}
CORPUS = PICTURES | PAPERS | OTHERS

NAMES = {
    "../../../etc/passwd": "passwd.jpg",
    "..\\..\\windows\\win.ini.jpg": "win.ini.jpg",
    "a\x00.php\x00.jpg": "a.php.jpg",
    "fdp.\u202egpj.exe": "fdp.gpj.jpg",
    "photo\r\nX-Evil: 1.jpg": None,
    "长" * 300 + ".jpg": "长" * 80 + ".jpg",
    ".htaccess": None,
    "...": None,
    "<script>alert(1)</script>.jpg": None,
    "=cmd|calc.jpg": "=cmd|calc.jpg",
    "CON.jpg": "CON.jpg",
    "\x1b[31m红.jpg": "[31m红.jpg",
    "名字.jpg.": "名字.jpg",
}
