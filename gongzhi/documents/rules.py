"""What a file must be before it is looked into and kept."""

from dataclasses import dataclass

from gongzhi.kernel.verdicts import Verdict

ACTIONS = ("documents.print_paper",)

# Ten files of ten megabytes: what an old phone sends in a minute on a slow line. The bounds are the platform's own.
LARGEST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


@dataclass(frozen=True, slots=True)
class Offered:
    """A file as it was handed in: its name on the sender's device, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Fit:
    """A file as it is kept: looked into, a photograph written anew, with a name that may be shown."""

    name: str
    content: bytes
    media_type: str


def media_type_of(content: bytes) -> str | None:
    """Return the kind of the file by its first bytes, None for a kind that is not taken; names are not trusted."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in SIGNATURES if content.startswith(start)), None)


def may_take(offered: Offered) -> Verdict:
    """Tell whether a file may be looked into at all."""
    size = len(offered.content)
    figures = {"name": offered.name, "megabytes": LARGEST_BYTES // 1024 // 1024}
    if size == 0:
        return Verdict(ok=False, code="documents.file_empty", figures=figures)
    if size > LARGEST_BYTES:
        return Verdict(ok=False, code="documents.file_too_large", figures=figures)
    if media_type_of(offered.content) is None:
        return Verdict(ok=False, code="documents.kind_not_taken", figures=figures)
    return Verdict(ok=True, code="documents.may_take", figures=figures)


def may_keep(*, already: int) -> Verdict:
    """Tell whether one more file may be kept beside the `already` kept ones of the same matter."""
    figures = {"files": MOST_FILES}
    if already >= MOST_FILES:
        return Verdict(ok=False, code="documents.too_many_files", figures=figures)
    return Verdict(ok=True, code="documents.may_keep", figures=figures)


def shown_name(name: str, media_type: str) -> str:
    """Return the file name people see: no folders, no control characters, at most 80 characters, true extension."""
    plain = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip(" .")
    stem = plain.rsplit(".", 1)[0][:80] or "file"
    return stem + EXTENSIONS.get(media_type, ".jpg")
