"""
Look into a PDF that nobody trusts for what acts on its own when it is opened.

The file comes over standard input; what goes out is a line of JSON with the code of a refusal or the media type. The
file is searched, not parsed: its cross references may lie, so whatever a viewer could come to see is looked at, the
unpacked streams included. A stream that cannot be unpacked here, yet may hold objects, is refused.
"""

import json
import re
import sys
import zlib
from collections.abc import Iterator

# Names of what does something when a file is opened, or carries another file (ISO 32000-1, 7.11.4 and 12.6.4).
# An array behind /OpenAction names the page to begin with, which is what office programs write.
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia|SubmitForm|ImportData|GoToE|GoToR|Rendition|XFA|OpenAction(?!\s*\[))"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream[\r\n]+")
OBJECT_STREAM = re.compile(rb"/ObjStm")
PLAIN_FILTER = re.compile(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])(?=[\s/>])")
OTHER_WAYS = re.compile(rb"/(?:DecodeParms|DP|F|FFilter)(?![A-Za-z])")
END, NEAR_THE_END = b"%%EOF", 2048
DICTIONARY = 2000  # bytes around the name of an object stream in which its dictionary lies
PIECE = 1024 * 1024
FED = 4096  # bytes unpacked at a time
DEFLATE = 8  # the kind of packing (RFC 1950, 2.2)
CARRIED = 64  # longer than every name looked for
MOST_STREAMS = 20_000
MOST_UNPACKED = 256 * 1024 * 1024  # ten pages as a scanner writes them, in colour and unreduced


class Unreadable(Exception):
    """Say why a PDF cannot be taken; `code` names the refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(content: bytes) -> None:
    """
    Look at a PDF.

    :raises Unreadable: it is cut off, locked, acts on its own, carries files, or cannot be looked into.
    """
    if END not in content[-NEAR_THE_END:]:
        raise Unreadable("documents.pdf_broken")
    plain = spelled_out(content)
    if b"/Encrypt" in plain:
        raise Unreadable("documents.pdf_locked")
    check_piece(plain)
    check_object_streams(plain)
    unpacked = 0
    for piece in unpacked_pieces(content):
        unpacked += len(piece)
        if unpacked > MOST_UNPACKED:
            raise Unreadable("documents.file_too_heavy")
        check_piece(spelled_out(piece))


def spelled_out(piece: bytes) -> bytes:
    """Return a piece in which no name is written with numbers for letters (ISO 32000-1, 7.3.5)."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), piece) if b"#" in piece else piece


def check_piece(piece: bytes) -> None:
    """
    Search a piece.

    :raises Unreadable: it holds the name of something that acts on its own.
    """
    if ACTIVE.search(piece):
        raise Unreadable("documents.pdf_active")


def check_object_streams(plain: bytes) -> None:
    """
    Look at how streams with objects are packed.

    :raises Unreadable: in a way that is not unpacked here.
    """
    for found in OBJECT_STREAM.finditer(plain):
        before = plain[max(found.start() - DICTIONARY, 0) : found.start()].rpartition(b"obj")[2]
        told = before + plain[found.start() : found.end() + DICTIONARY].partition(b"stream")[0]
        if OTHER_WAYS.search(told) or (b"/Filter" in told and not PLAIN_FILTER.search(told)):
            raise Unreadable("documents.pdf_active")


def unpacked_pieces(content: bytes) -> Iterator[bytes]:
    """
    Yield what unpacks behind every mark of a stream, in pieces that overlap; whatever its dictionary says.

    :raises Unreadable: there are more streams than a paper has.
    """
    for number, start in enumerate(packed_streams(content)):
        if number == MOST_STREAMS:
            raise Unreadable("documents.file_too_heavy")
        carried = b""
        for piece in unpacked(content, start):
            yield carried + piece
            carried = piece[-CARRIED:]


def packed_streams(content: bytes) -> Iterator[int]:
    """Yield where something packed begins behind its first two bytes: a kind, and a check by 31 (RFC 1950, 2.2)."""
    for found in STREAM.finditer(content):
        head = content[found.end() : found.end() + 2]
        if len(head) == 2 and head[0] & 15 == DEFLATE and int.from_bytes(head) % 31 == 0:
            yield found.end() + 2


def unpacked(content: bytes, start: int) -> Iterator[bytes]:
    """Yield what unpacks from a place on, up to the first fault, as viewers do; the sum at the end is not asked for."""
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    for place in range(start, len(content), FED):
        packed, before = content[place : place + FED], unpacking.copy()
        try:
            while packed and not unpacking.eof:
                yield unpacking.decompress(packed, PIECE)
                packed = unpacking.unconsumed_tail
        except zlib.error:
            yield until_fault(before, content[place : place + FED])
            return
        if unpacking.eof:
            return


def until_fault(unpacking: "zlib._Decompress", packed: bytes) -> bytes:
    """Return what unpacks of some bytes of which one is at fault."""
    found = b""
    for place in range(len(packed)):
        try:
            found += unpacking.decompress(packed[place : place + 1], PIECE)
        except zlib.error:
            break
    return found


def main() -> None:
    """Read standard input; say that the file can be taken, or why not."""
    try:
        check(sys.stdin.buffer.read())
        told = {"media_type": "application/pdf"}
    except Unreadable as reason:
        told = {"refused": reason.code}
    except MemoryError:
        told = {"refused": "documents.file_too_heavy"}
    print(json.dumps(told))  # what the site hears


if __name__ == "__main__":
    main()
