"""Take and answer what people ask about the data kept of them: a copy, a correction, a deletion."""

import datetime as dt
import json
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.calendars import Unit, deadline, load_calendar
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.sealing import new_seal_key, seal
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people import rules
from gongzhi.people.actions.erasing import erase_fields
from gongzhi.people.actions.persons import put_right
from gongzhi.people.asked import WANTED_COLUMN, request_answered_by, wanted_of
from gongzhi.people.fates import fates_of
from gongzhi.people.models import DataRequest, Person
from gongzhi.people.queries import may_keep, person_for
from gongzhi.people.rules import Answer, Asked, Way
from gongzhi.policy.queries import pack_at


@transaction.atomic
def ask_about_data(
    *, by: Actor, person_id: int, kind: str, now: dt.datetime, way: str = "web", words: str = "",
    wanted: Mapping[str, str] | None = None,
) -> DataRequest:  # fmt: skip
    """
    Take a request of a person about their own data; `wanted` is what shall stand instead, by `rules.CORRECTABLE`.

    :raises NotVisible: it is neither oneself nor a person whose record the actor keeps.
    :raises Refusal: it says nothing that could be answered, or the same was asked and is not answered yet.
    """
    person, wanted = person_for(by, person_id), dict(wanted or {})
    rules.may_ask(kind=kind, way=way, words=words, wanted=wanted).or_refuse()
    if not (person.pk == by.person_id if way == Way.WEB else may_keep(by, person)):
        raise NotVisible
    key = new_seal_key()
    try:
        with transaction.atomic():
            request = DataRequest.objects.create(
                person=person, kind=kind, way=way, words=words.strip(), seal_key=key, area_path=person.area_path,
                wanted_sealed=seal(json.dumps(wanted), column=WANTED_COLUMN, row=key) if wanted else None,
                asked_at=now, due_at=_due_at(person.area_path, now),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal("people.asked_already") from error
    _write(by, "people.data_asked", request, {"kind": kind, "way": way, "fields": sorted(wanted)}, now)
    return request


@transaction.atomic
def answer_about_data(*, by: Actor, request_id: int, answer: str, told: str, now: dt.datetime) -> DataRequest:
    """
    Answer a request and do what the answer says: put the record right, or erase what no law keeps.

    What a deletion leaves makes the answer one in part, and its reasons are told to the person.

    :raises NotVisible: there is none that this actor answers.
    :raises Refusal: it is answered, the reason is missing, or who acts has not proved themselves of late.
    """
    request = request_answered_by(by, request_id)
    if request.answered_at is not None:
        raise Refusal("people.answered_already")
    rules.may_answer(answer=answer, told=told).or_refuse()
    require_step_up(by, now=now)
    fields: list[str] = []
    if answer != Answer.NO and request.kind == Asked.CORRECT:
        fields = put_right(request.person, wanted_of(request), on=localdate(now))
    if answer != Answer.NO and request.kind == Asked.DELETE:
        fields, stays = _erased(request.person, now)
        answer = Answer.PART.value if stays else answer
    request.answered_at, request.answer, request.told = now, answer, told.strip()
    if answer == Answer.PART and not request.told:
        raise Refusal("people.answer_reason_missing")
    request.save(update_fields=["answered_at", "answer", "told"])
    _write(by, "people.data_answered", request, {"kind": request.kind, "answer": answer, "fields": fields}, now)
    return request


def _erased(person: Person, now: dt.datetime) -> tuple[list[str], bool]:
    """Erase what may go of a person who asks; return the fields, and whether something stays."""
    found = fates_of(person, on=localdate(now), is_asked=True)
    fields = sorted(fate.field for fate in found if fate.verdict.ok)
    if fields:
        erase_fields(person, fields, now=now)
    return fields, len(fields) < len(found)


def _due_at(path: str, now: dt.datetime) -> dt.datetime | None:
    """Return until when the place answers; None while it has set no time."""
    days = pack_at(path=path, on=localdate(now)).figure("people", "answer_time", localdate(now)).as_run
    if not isinstance(days, int):
        return None
    return deadline(start=now, amount=days, unit=Unit.WORKING_DAYS, calendar=load_calendar()).at


def _write(by: Actor, code: str, request: DataRequest, figures: Mapping[str, object], now: dt.datetime) -> None:
    subject = ("people.person", request.person_id)
    write_entry(
        code=code, by=by, now=now, subject=subject, area_path=request.area_path,
        figures={"request": request.pk, **figures},
    )  # fmt: skip
