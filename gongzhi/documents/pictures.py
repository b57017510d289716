"""Photographs from phones: decoded within bounds and written anew, so that place, device and hidden parts are gone."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from gongzhi.documents.rules import MOST_PIXELS
from gongzhi.kernel.verdicts import Refusal

LONGEST_EDGE = 2400  # legible on a whole screen and on A4 at 200 dpi


def cleaned(content: bytes, name: str) -> tuple[bytes, str]:
    """
    Return the picture written anew as JPEG (PNG stays PNG) without metadata, and its media type.

    :raises Refusal: `documents.picture_broken` when it does not decode, `documents.picture_too_large` past the bound.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal("documents.picture_too_large", figures={"name": name, "megapixels": MOST_PIXELS // 10**6})
            return written_anew(picture)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        figures = {"name": name, "megapixels": MOST_PIXELS // 10**6}
        raise Refusal("documents.picture_too_large", figures=figures) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refusal("documents.picture_broken", figures={"name": name}) from error


def written_anew(picture: Image.Image) -> tuple[bytes, str]:
    """Turn the picture upright, shrink it to the longest edge, drop everything but the pixels."""
    is_png = picture.format == "PNG"
    picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    upright = ImageOps.exif_transpose(picture).convert("RGBA" if is_png else "RGB")
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    plain = Image.new(upright.mode, upright.size)
    plain.paste(upright)
    buffer = io.BytesIO()
    if is_png:
        plain.save(buffer, "PNG", optimize=True)
        return buffer.getvalue(), "image/png"
    plain.save(buffer, "JPEG", quality=85)
    return buffer.getvalue(), "image/jpeg"
