"""`gongzhi create_admin USERNAME --name NAME --area AREA --post POST`: the first of each kind of administrator."""

import datetime as dt
import getpass
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from gongzhi.accounts.actions import create_account
from gongzhi.bodies.actions import appoint_as, create_body
from gongzhi.bodies.queries import bodies_at, holders
from gongzhi.kernel.actors import Actor, system_actor
from gongzhi.kernel.clock import now
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.people.actions import register_person
from gongzhi.territory.actions import create_area
from gongzhi.territory.queries import AreaLine, area_by_code, area_line, children_of

MISUSE = 2
LEVELS = ("province", "city", "county")
GOVERNMENT = "county_government"
POSTS = ("security_admin", "system_admin", "audit_admin")
BASIS = "gongzhi create_admin"


def county_of(by: Actor, text: str, *, at: dt.datetime) -> AreaLine:
    """
    Return the county that is meant by a statistical code, or by 省/市/县 whose missing levels are drawn.

    :raises CommandError: no county has the code, or there are not three names.
    """
    if text.isascii() and text.isdigit():
        area = area_by_code(code=text, on=at.date())
        if area is None or area.level != LEVELS[-1]:
            raise CommandError(f"no county has the code {text}; import areas first, or say 省/市/县", returncode=MISUSE)
        return area
    names = [name.strip() for name in text.split("/")]
    if len(names) != len(LEVELS) or not all(names):
        raise CommandError("say a code such as 440114, or three names such as 广东省/广州市/花都区", returncode=MISUSE)
    area = None
    for level, name in zip(LEVELS, names, strict=True):
        area = child_named(by, area, level=level, name=name, at=at)
    assert area is not None  # there are three levels
    return area


def child_named(by: Actor, parent: AreaLine | None, *, level: str, name: str, at: dt.datetime) -> AreaLine:
    """Return the area of this name under another, drawn today where there is none."""
    parent_id = parent.id if parent else None
    known = next((line for line in children_of(parent_id, at.date()) if line.name == name), None)
    if known is not None:
        return known
    drawn = create_area(by=by, parent_id=parent_id, level=level, name=name, from_on=at.date(), now=at)
    return area_line(drawn.pk, at.date())


@transaction.atomic
def make_first(*, username: str, name: str, phone: str, password: str, area: str, kind: str, at: dt.datetime) -> None:
    """
    Register a person, give them an administrator's post in the county's government, and open their account.

    :raises Refusal: the county has such an administrator, or a name, phone or password does not fit.
    """
    by = system_actor(BASIS)
    county = county_of(by, area, at=at)
    if holders(kinds=(kind,), path=county.path, on=at.date()):
        raise Refusal("accounts.administrator_there", figures={"county": county.name})
    person = register_person(by=by, name=name, area_id=county.id, phone=phone, now=at)
    known = bodies_at(county.path, at.date(), (GOVERNMENT,))
    body_id = (
        known[0].id
        if known
        else create_body(by=by, kind=GOVERNMENT, name=f"{county.name}人民政府", area_id=county.id, now=at).pk
    )
    appoint_as(by=by, body_id=body_id, kind=kind, person_id=person.pk, from_on=at.date(), basis=BASIS, now=at)
    create_account(by=by, username=username, name=name, password=password, person_id=person.pk, now=at)


def asked_password() -> str:
    """
    Return a password typed twice, or the first line of a pipe.

    :raises CommandError: the two differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("密码 Password: "), getpass.getpass("再填一次 Again: ")
    if first != second:
        raise CommandError("the two passwords differ", returncode=MISUSE)
    return first


class Command(BaseCommand):
    help = "Make the first security, system or audit administrator of a county; the password is asked or piped in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--area", required=True, help="code of the county, or 省/市/县")
        parser.add_argument("--phone", default="", help="a phone the person may sign in with")
        parser.add_argument(
            "--post",
            choices=POSTS,
            default=POSTS[0],
            help="which administrator; the first one opens accounts of others",
        )

    def handle(
        self, *args: object, username: str, name: str, area: str, phone: str, post: str, **options: object
    ) -> None:
        password = asked_password()
        try:
            make_first(username=username, name=name, phone=phone, password=password, area=area, kind=post, at=now())
        except Refusal as refusal:
            said = in_words(refusal)
            raise CommandError(f"{said.title}：{said.sentence}", returncode=MISUSE) from refusal
        self.stdout.write(f"{username}: sign in at /sign-in/, then set up the second factor")
