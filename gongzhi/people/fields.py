"""
Who is shown what of a resident: every column of `Person`, and the roles that meet it on some page that is only read.

Whole phones and numbers stand on no such page; they are shown after a press, for a reason. Who holds a post is named by
it to more people than a resident is. A test holds all pages to this table, and the table to the columns.
"""

from gongzhi.kernel.access import SIGNED_IN, only

OF_ONE = only("resident", "village_clerk", "town_desk")  # the person, and who keeps the record
NEVER: frozenset[str] = frozenset()
COLUMNS = {
    "id": SIGNED_IN,
    "name": OF_ONE,
    "sex": OF_ONE,
    "born_on": OF_ONE,
    "seal_key": NEVER,
    "phone_sealed": NEVER,
    "phone_index": NEVER,
    "paper": OF_ONE,
    "identity_sealed": NEVER,
    "identity_index": NEVER,
    "residence": OF_ONE,
    "registered_address": OF_ONE,
    "household": OF_ONE,
    "relation": OF_ONE,
    "area_id": SIGNED_IN,
    "area_path": NEVER,
    "closed_on": OF_ONE,
    "closed_reason": OF_ONE,
    "erased_at": NEVER,
}
