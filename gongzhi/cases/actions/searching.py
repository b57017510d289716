"""Keep the text index of requests, by which a search of two characters finds them."""

from django.db import connection, transaction

from gongzhi.cases import rules
from gongzhi.cases.models import Case


@transaction.atomic
def index_text(*, case_id: int) -> None:
    """Put the words of a request into the text index; doing so again changes nothing. Nothing happened: no entry."""
    row = Case.objects.filter(pk=case_id).values_list("words", "place").first()
    if row is None:
        return
    pairs = rules.pairs("\n".join(row))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO cases_pairs (case_id, pairs) VALUES (%s, array_to_tsvector(%s::text[]))"
                " ON CONFLICT (case_id) DO UPDATE SET pairs = EXCLUDED.pairs",
                [case_id, list(pairs)],
            )
            return
        cursor.execute("DELETE FROM cases_pairs WHERE rowid = %s", [case_id])
        cursor.execute("INSERT INTO cases_pairs (rowid, pairs) VALUES (%s, %s)", [case_id, " ".join(pairs)])
