"""Take in a request."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction

from gongzhi.cases import rules
from gongzhi.cases.actions.moving import FILED, KIND, OPEN, settle
from gongzhi.cases.models import Case
from gongzhi.cases.queries import CLAIM_GROUP, NAME_COLUMN, PHONE_COLUMN, PHONE_GROUP, Locality, item_in
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.counters import bump_each
from gongzhi.kernel.identifiers import normal_phone, phone_digits
from gongzhi.kernel.jobs import enqueue
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.rows import insert
from gongzhi.kernel.sealing import blind_index, new_seal_key, seal
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Pack
from gongzhi.procedures.actions import Evidence, check_opening, open_run
from gongzhi.procedures.queries import definition_in
from gongzhi.territory.queries import AreaLine


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks: whatever they chose to tell. Nobody is asked where they are registered."""

    name: str = ""
    phone: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """Hold a new request with its claim code, which is told once and kept nowhere."""

    case: Case
    claim_code: str


def new_claim_code() -> str:
    """Return a claim code that nobody can guess."""
    return "".join(secrets.choice(rules.CLAIM_LETTERS) for _ in range(rules.CLAIM_LENGTH))


def file_case(
    *,
    by: Actor,
    where: Locality,
    item: str,
    words: str,
    applicant: Applicant,
    channel: rules.Channel,
    now: dt.datetime,
    place: str = "",
    authorisation: str = "",
) -> Filed:
    """
    Take in a request by whatever channel and put it before whom it concerns.

    Staff who write down what somebody says need the right `cases.file_case` over the area. Nothing is written before
    everything it could be refused for is settled.

    :raises NotVisible: the actor files for nobody there.
    :raises Refusal: the words say too little or too much, the item is not of this place or goes elsewhere, the phone is
        none, or an authorisation is missing where the procedure asks for it.
    """
    if channel not in (rules.Channel.WEB, rules.Channel.API) and not by.may("cases.file_case", where.area.path):
        raise NotVisible
    rules.may_file(words=words).or_refuse()
    procedure_id = _procedure_for(where.pack, item)
    evidence = {"words": True, "authorisation": bool(authorisation), "channel": channel.value}
    check_opening(definition=definition_in(where.pack, procedure_id, now.date()), evidence=evidence)
    case, code = _case(where.area, item, words, applicant, channel, now, place=place, authorisation=authorisation)
    _take_in(case, by=by, pack=where.pack, procedure_id=procedure_id, evidence=evidence, now=now)
    return Filed(case, rules.shown_claim(code))


@transaction.atomic(savepoint=False)
def _take_in(case: Case, *, by: Actor, pack: Pack, procedure_id: str, evidence: Evidence, now: dt.datetime) -> None:
    """Write a request with its run, its place in the totals, the job that indexes it and the journal entry."""
    moved = open_run(
        by=by, pack=pack, procedure_id=procedure_id, subject_kind=KIND, area_path=case.area_path, evidence=evidence,
        now=now,
    )  # fmt: skip
    case.run = moved.run
    settle(case, moved, now=now)
    insert(case)
    bump_each(names=(OPEN, FILED), path=case.area_path, by=1)
    enqueue(kind="cases.index_text", payload={"case": case.pk}, run_at=now)
    write_entry(
        code="cases.case_filed",
        by=by,
        now=now,
        subject=(KIND, case.pk),
        area_path=case.area_path,
        pack_ref=pack.ref,
        figures={"item": case.item, "channel": case.channel, "next": case.step},
    )


def _procedure_for(pack: Pack, item: str) -> str:
    found = item_in(pack, item)
    if found is None:
        raise Refusal("cases.item_unknown", figures={"item": item})
    if found[1].elsewhere is not None:
        raise Refusal(
            "cases.goes_elsewhere",
            figures={"advice": found[1].elsewhere.text("zh")},
            sources=("petition-regulation:19",),
        )
    return found[1].procedure


def _phone(text: str) -> str:
    if not text.strip():
        return ""
    digits = normal_phone(text)
    if digits is None:
        raise Refusal("cases.phone_unfit", figures={"given": len(phone_digits(text))})
    return digits


def _case(
    area: AreaLine,
    item: str,
    words: str,
    applicant: Applicant,
    channel: rules.Channel,
    now: dt.datetime,
    *,
    place: str,
    authorisation: str,
) -> tuple[Case, str]:
    name, phone = applicant.name.strip(), _phone(applicant.phone)
    seal_key, code = new_seal_key(), new_claim_code()
    in_county, in_town, in_village = rules.scopes(area.path)
    case = Case(
        channel=channel,
        item=item,
        title=rules.title_of(words),
        words=words.strip(),
        place=place.strip(),
        area_id=area.id,
        area_path=area.path,
        in_county=in_county,
        in_town=in_town,
        in_village=in_village,
        filed_at=now,
        seal_key=seal_key,
        claim_index=blind_index(code, group=CLAIM_GROUP),
        name_sealed=seal(name, column=NAME_COLUMN, row=seal_key) if name else None,
        applicant_person=applicant.person_id,
        phone_sealed=seal(phone, column=PHONE_COLUMN, row=seal_key) if phone else None,
        phone_index=blind_index(phone, group=PHONE_GROUP) if phone else None,
        authorisation=authorisation.strip(),
    )
    return case, code
