"""
Every field of every answer of the interfaces, and the roles that may find a value in it.

The roles are of the fixed cast: the request asked about lies in the village of `village_clerk`, filed by a visitor who
shows the claim code where the address takes one. A field, or a role, that is not named here breaks the build.
"""

from collections.abc import Mapping

from gongzhi.kernel.access import EVERYONE, ROLES, SIGNED_IN, STAFF


def under(head: str, fields: str) -> str:
    """Return fields as they lie under another."""
    return " ".join(head + each for each in fields.split())


AREA = "id path level name"
AREA_PAGE = f"{AREA} {under('above[].', AREA)} codes[].system codes[].code codes[].from_on codes[].to_on pack"
STATE = "number state step is_open holder due_at due_unit is_late"
LINE = f"{STATE} id title item area.id area.name risen_to filed_at closed_at rating"
STEP = "key label state by words outcome opened_at due_at due_unit has_open_limit closed_at risen_to"
REQUEST = f"{LINE} words place area_name finding reply basis explanation may_rate may_reopen {under('steps[].', STEP)}"
# What only whoever works on a request is shown: masked, who asked and the phone; and who may be given it.
WORKED_ON = f"{REQUEST} procedure channel rating_words applicant phone deed outcomes[].key outcomes[].label may_press"
RECEIVER = under("receivers[].", "post_id title body_name name")
ENTRY = "id at code by_post subject_kind subject_id area_path pack_ref figures follows_id"
PACK = "id title ref extends[]"
ITEM = "key label"
LISTS = under("lists[].", f"room name title is_open status source {under('items[].', ITEM)}")
FIGURE = "room name title unit status value wording since source pack_id is_open fill_by[]"
SERVICE = "service_code service_name description metadata type keywords group"
GEO_REQUEST = """service_request_id status status_notes service_name service_code description agency_responsible
    service_notice requested_datetime updated_datetime expected_datetime address address_id zipcode lat long
    media_url"""

OF_THE_VILLAGE = frozenset({"village_clerk", "town_desk", "supervisor", "county_official"})
HOLDERS = frozenset({"village_clerk", "town_desk"})
IN_HAND = frozenset({"village_clerk"})
INTAKE = frozenset({"village_clerk", "grid_officer", "town_desk"})
HANDLERS = STAFF - {"system_admin", "security_admin", "audit_admin", "organiser"}
READERS = frozenset({"supervisor", "county_official", "audit_admin"})
IN_OFFICE = SIGNED_IN - {"resident", "resident_elsewhere"}
Declared = Mapping[frozenset[str], str]

FIELDS: dict[str, Declared] = {
    "GET api:areas": {EVERYONE: f"{under('items[].', AREA)} next"},
    "GET api:areas_search": {EVERYONE: under("[].", AREA)},
    "GET api:area_by_code": {EVERYONE: AREA_PAGE},
    "GET api:area": {EVERYONE: AREA_PAGE},
    "GET api:children": {EVERYONE: f"{under('items[].', AREA)} next"},
    "GET api:successors": {EVERYONE: under("items[].", AREA)},
    "GET api:descendants": {EVERYONE: "province city county town village grid building"},
    "GET api:packs": {EVERYONE: f"{under('items[].', PACK)} next"},
    "GET api:pack": {
        EVERYONE: f"{PACK} procedures[] {LISTS} {under('followed_by[].', 'path procedure_id from_on to_on')}"
    },
    "GET api:figures": {EVERYONE: f"{under('items[].', FIGURE)} next"},
    "GET api:items": {EVERYONE: under("[].", f"{ITEM} elsewhere needs_authorisation")},
    "POST api:requests": {EVERYONE: f"{STATE} claim_code"},
    "GET api:requests": {SIGNED_IN: f"{under('items[].', LINE)} next"},
    "GET api:request": {EVERYONE: REQUEST},
    "POST api:request_rating": {EVERYONE: STATE},
    "POST api:request_reopening": {EVERYONE: STATE},
    "GET api:cases": {OF_THE_VILLAGE: under("items[].", LINE), HANDLERS: "next"},
    "POST api:cases": {INTAKE: f"{STATE} claim_code"},
    "GET api:case_totals": {HANDLERS: "filed open"},
    "GET api:tasks": {IN_HAND: under("[].", LINE)},
    "GET api:case": {OF_THE_VILLAGE: WORKED_ON, HOLDERS: RECEIVER},
    "POST api:case_phone": {IN_HAND: "phone"},
    "GET api:journal": {READERS: f"{under('items[].', ENTRY)} next"},
    "GET api:entry": {READERS: ENTRY},
    "GET api:chain": {READERS: under("[].", ENTRY)},
    "GET api:problems": {EVERYONE: f"{under('items[].', 'code title sentence ways[]')} next"},
    "GET api:problem": {EVERYONE: "code title sentence ways[]"},
    "GET api:me": {
        SIGNED_IN: "account_id name form_token",
        IN_OFFICE: f"{under('posts[].', 'kind title body_id body_name area_id path')} "
        + under("grants[].", "action path reach"),
    },
    **{
        f"POST api:case_{deed}": {HOLDERS: STATE}
        for deed in ("acceptance", "decline", "assignment", "result", "return", "ruling", "reply", "call_back")
    },
}
# GeoReport v2 has no types in our document; what is answered is looked at alone.
GEO_FIELDS: dict[str, Declared] = {
    "GET open311:discovery": {
        EVERYONE: f"changeset contact key_service {under('endpoints[].', 'specification url changeset type formats[]')}"
    },
    "GET open311:services": {EVERYONE: under("[].", SERVICE)},
    "GET open311:definition": {EVERYONE: "service_code attributes"},
    "GET open311:requests": {EVERYONE: under("[].", GEO_REQUEST)},
    "POST open311:requests": {EVERYONE: under("[].", "service_request_id service_notice account_id claim_code")},
    "GET open311:request": {EVERYONE: under("[].", GEO_REQUEST)},
}


def declared(operation: str) -> dict[str, frozenset[str]]:
    """Return the roles of each field of an operation."""
    found: dict[str, frozenset[str]] = {}
    for roles, fields in (FIELDS | GEO_FIELDS)[operation].items():
        assert roles <= set(ROLES)
        found |= dict.fromkeys(fields.split(), roles)
    return found
