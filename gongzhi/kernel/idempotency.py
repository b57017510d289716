"""
One effect however often a form is sent: a double press, a lost answer, a phone that retries.

A view marked `@idempotent` reads a key from the hidden field or the header `Idempotency-Key`. The key belongs to the
account (or to the visitor's form cookie); its row is inserted first, in the transaction of the deed, so that parallel
posts wait for each other at the unique key. The same post gets the same answer, byte for byte; another post with a
used key is refused. Answers that say no (400 and above) leave no row: nothing happened, so the same key may try
again.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse

from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.models import PostedAnswer
from gongzhi.kernel.sealing import new_seal_key, seal_bytes, unseal_bytes
from gongzhi.kernel.verdicts import Refusal

FIELD = "idempotency_key"
HEADER = "Idempotency-Key"
KEY = re.compile(r"[A-Za-z0-9_-]{16,80}")  # 16: a random key of fewer characters could be guessed by another visitor
COLUMN = "kernel.posted_answer"
END = b"\n\n"  # of the cookies kept before a body
UNSIGNED = {FIELD, "csrfmiddlewaretoken"}
FIRST_FAILURE = 400  # HTTP status codes from here on say that nothing was done
OWNER_DIGITS = 32

KEEP = "UPDATE kernel_postedanswer SET status = %s, content_type = %s, location = %s, body = %s WHERE id = %s"

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold the row that this request inserted for its key."""

    pk: int
    seal_key: str


def owner_of(request: HttpRequest) -> str:
    """Return whose key this is: the account's, or that of the visitor who holds this form cookie."""
    account = getattr(getattr(request, "actor", None), "account_id", None)
    if account is not None:
        return f"a{account}"
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return "v" + hashlib.sha256(cookie.encode()).hexdigest()[:OWNER_DIGITS]


def key_of(request: HttpRequest) -> str:
    """
    Return the key of this post, or nothing when it carries none.

    :raises Refusal: the key is too short or too long, or holds other characters.
    """
    key = request.headers.get(HEADER) or request.POST.get(FIELD, "")
    if key and not KEY.fullmatch(key):
        raise Refusal("kernel.key_unfit")
    return key


def file_hash(file: "UploadedFile[bytes]") -> str:
    """Return the hash of an uploaded file and put it back to its beginning."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def hash_of(request: HttpRequest) -> bytes:
    """Return what tells this post from another one: address, fields and files, or the raw body of an API call."""
    if request.POST or request.FILES:
        fields = [(name, request.POST.getlist(name)) for name in sorted(request.POST) if name not in UNSIGNED]
        files = [
            (name, [(f.name, file_hash(f)) for f in request.FILES.getlist(name)]) for name in sorted(request.FILES)
        ]
        body = json.dumps([fields, files]).encode()
    else:
        body = request.body
    return hashlib.sha256(request.get_full_path().encode() + b"\n" + body).digest()


def claim(*, owner: str, key: str, request_hash: bytes) -> Claim | None:
    """Insert the row of this key, waiting for whoever is at it; None when the key has been answered already."""
    seal_key = new_seal_key()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_postedanswer (owner, key, seal_key, request_hash, at, content_type, location)"
            " VALUES (%s, %s, %s, %s, %s, '', '') ON CONFLICT (owner, key) DO NOTHING RETURNING id",
            [owner, key, seal_key, request_hash, connection.ops.adapt_datetimefield_value(machine_now())],
        )
        row = cursor.fetchone()
    return Claim(row[0], seal_key) if row else None


def replayed(*, owner: str, key: str, request_hash: bytes) -> HttpResponse:
    """
    Return the kept answer again.

    :raises Refusal: the key was used for another post.
    """
    kept = PostedAnswer.objects.get(owner=owner, key=key)
    if bytes(kept.request_hash) != request_hash:
        raise Refusal("kernel.key_reused")
    cookies, _, body = unseal_bytes(kept.body or b"", column=COLUMN, row=kept.seal_key).partition(END)
    answer = HttpResponse(body, status=kept.status, content_type=kept.content_type or None)
    for cookie in cookies.decode().splitlines():
        answer.cookies.load(cookie)
    if kept.location:
        answer["Location"] = kept.location
    return answer


def keep(claimed: Claim, answer: HttpResponse) -> None:
    """Keep the answer with its key: as it goes over the wire, the cookies that the view set before its body."""
    cookies = "\n".join(morsel.OutputString() for morsel in answer.cookies.values())
    body = seal_bytes(cookies.encode() + END + answer.content, column=COLUMN, row=claimed.seal_key)
    kind, location = str(answer.get("Content-Type", "")), str(answer.get("Location", ""))
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [answer.status_code, kind, location, body, claimed.pk])


def release(claimed: Claim) -> None:
    """Give the key back: nothing was done."""
    PostedAnswer.objects.filter(pk=claimed.pk).delete()


def settled(claimed: Claim, respond: Callable[[], HttpResponseBase]) -> HttpResponseBase | Refusal:
    """Run the view and keep its answer; a refusal is returned, so that what it has journalled is committed."""
    try:
        answer = respond()
    except Refusal as refusal:
        release(claimed)
        return refusal
    if isinstance(answer, SimpleTemplateResponse) and not answer.is_rendered:
        answer.render()
    if answer.status_code < FIRST_FAILURE and isinstance(answer, HttpResponse):
        keep(claimed, answer)
    else:
        release(claimed)
    return answer


def once(request: HttpRequest, key: str, respond: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """
    Answer this post once for its key.

    :raises Refusal: the view refused, or the key was used for another post.
    """
    owner, request_hash = owner_of(request), hash_of(request)
    with transaction.atomic():
        claimed = claim(owner=owner, key=key, request_hash=request_hash)
        if claimed is None:
            return replayed(owner=owner, key=key, request_hash=request_hash)
        answer = settled(claimed, respond)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def idempotent(view: View) -> View:
    """Make a view's POST count once per key; a post without a key is answered as usual."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        key = key_of(request) if request.method == "POST" else ""
        if not key:
            return view(request, *args, **kwargs)
        return once(request, key, lambda: view(request, *args, **kwargs))

    wrapped.counts_once = True  # type: ignore[attr-defined]  # a mark on the function, looked for by a test
    return wrapped
