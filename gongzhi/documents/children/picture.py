"""
Decode a picture that nobody trusts and write it anew, so that place, device and hidden parts are gone.

The file comes over standard input. What goes out is a line of JSON, with the code of a refusal or the media type, and
behind it the picture. Of a picture with many frames the first is kept.
"""

import io
import json
import sys
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000  # the largest a phone takes without being told to
JPEG = b"\xff\xd8"
LONGEST_EDGE = 2400  # legible on a whole screen and on A4 at 200 dpi
MOST_SCANS, SCAN = 100, b"\xff\xda"  # a phone writes about ten; each is drawn over the whole picture
COUNTED_COLOURS = ("1", "P", "PA")  # between two of their colours there is none, so they cannot be shrunk well
UNDECODED: tuple[type[Exception], ...] = (UnidentifiedImageError, OSError, SyntaxError, EOFError, ArithmeticError)
UNDECODED += (ValueError, LookupError, TypeError, AttributeError, AssertionError)  # a decoder stumbles in many ways


class Unreadable(Exception):
    """Say why a picture cannot be taken; `code` names the refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def written_anew(content: bytes) -> tuple[bytes, str]:
    """
    Return the picture as JPEG (PNG stays PNG) without metadata, and its media type.

    :raises Unreadable: it does not decode, has more pixels than are taken, or is drawn too many times over.
    """
    if content.startswith(JPEG) and content.count(SCAN) > MOST_SCANS:
        raise Unreadable("documents.file_too_heavy")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return redrawn(Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unreadable("documents.picture_too_large") from error
    except MemoryError as error:
        raise Unreadable("documents.file_too_heavy") from error
    except UNDECODED as error:
        raise Unreadable("documents.picture_broken") from error


def redrawn(picture: Image.Image) -> tuple[bytes, str]:
    """Shrink a picture to the longest edge, turn it upright, and keep nothing but the pixels."""
    is_png = picture.format == "PNG"
    mode = "RGBA" if is_png else "RGB"
    picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    small = picture.convert(mode) if picture.mode in COUNTED_COLOURS else picture
    small.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    upright = ImageOps.exif_transpose(small).convert(mode)
    plain = Image.new(mode, upright.size)
    plain.paste(upright)
    buffer = io.BytesIO()
    if is_png:
        plain.save(buffer, "PNG", optimize=True)
        return buffer.getvalue(), "image/png"
    plain.save(buffer, "JPEG", quality=85)
    return buffer.getvalue(), "image/jpeg"


def main() -> None:
    """Read standard input; write the picture, or the reason why not."""
    content = sys.stdin.buffer.read()
    try:
        picture, media_type = written_anew(content)
    except Unreadable as reason:
        print(json.dumps({"refused": reason.code, "figures": {"megapixels": MOST_PIXELS // 10**6}}))
        return
    sys.stdout.buffer.write(json.dumps({"media_type": media_type}).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
