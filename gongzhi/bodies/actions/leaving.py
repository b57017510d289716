"""Posts of people who are taken off the roster: ended with a death, listed for whoever keeps them otherwise."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from gongzhi.bodies.actions.posts import end_appointment
from gongzhi.bodies.models import Appointment, Member
from gongzhi.kernel.actors import Actor
from gongzhi.people.leaving import Consequence, Leaving
from gongzhi.people.rules import Closing

DEATH = "death"  # of the list `bodies/end_reasons`
END = "bodies.end_appointment"
REASON = "去世，从名册注销"  # words of record: kept as they are, whatever language the page was read in


def held_beyond(person_id: int, on: dt.date) -> list[Appointment]:
    """Return what somebody would hold from a day on, in bodies that are open."""
    lasting = Q(to_on=None) | Q(to_on__gt=on)
    rows = Appointment.objects.filter(lasting, person_id=person_id).filter(
        Q(post__body__closed_on=None) | Q(post__body__closed_on__gt=on)
    )
    return list(rows.select_related("post__body").order_by("pk"))


def ends_with_it(by: Actor, held: Appointment, leaving: Leaving) -> bool:
    """Tell whether an appointment ends with the record: with a death, where the actor may end it."""
    return leaving.reason is Closing.DIED and by.may(END, held.post.body.path)


def foreseen(by: Actor, leaving: Leaving) -> tuple[str, ...]:
    """Say what becomes of each post, and which memberships have to be seen to."""
    ends = _("“{post}”的任职到这一天终止，手上的事交回所在组织。")
    stays = _("“{post}”的任职不会自动终止，列进“任职”页，由管任免的人写明依据、办离任和交接。")
    posts = tuple(
        (ends if ends_with_it(by, held, leaving) else stays).format(post=f"{held.post.body.name}{held.post.title}")
        for held in held_beyond(leaving.person_id, leaving.on)
    )
    member = Member.objects.filter(Q(to_on=None) | Q(to_on__gt=leaving.on), person_id=leaving.person_id)
    belongs = _("还在“{body}”的成员名册上，要到组织页另办。")
    return posts + tuple(belongs.format(body=row.body.name) for row in member.select_related("body").order_by("pk"))


def end_posts(by: Actor, leaving: Leaving, now: dt.datetime) -> None:
    """End what ends with the record; what somebody had in hand goes to the body as a whole."""
    for held in held_beyond(leaving.person_id, leaving.on):
        held.refresh_from_db(fields=["to_on"])  # one that rests on another has ended with it
        if ends_with_it(by, held, leaving) and (held.to_on is None or held.to_on > leaving.on):
            day = max(leaving.on, held.from_on)
            end_appointment(by=by, appointment_id=held.pk, on=day, reason=REASON, way=DEATH, now=now)


POSTS = Consequence(key="bodies.posts", foreseen=foreseen, carry_out=end_posts)
