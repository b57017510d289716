"""The log grows by one leaf at a time, without gaps, and whoever kept a checkpoint notices every change."""

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.sealing import derived_key
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.transparency import notes, queries, rules
from gongzhi.transparency.actions import LogBroken, append_leaf, sign_checkpoint
from gongzhi.transparency.audit import faults_of_log
from gongzhi.transparency.models import Checkpoint, Head, Leaf, Node

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 10, 0, 0, 987654, tzinfo=dt.UTC)
BY = system_actor("test")
TAMPERS = 60
TAMPERS_IN_A_SOAK = 1000
WRITERS = 20


def add(number: int = 0, content: bytes = b"") -> int:
    hash_ = rules.salted_hash(domain="notice", salt=bytes(32), content=content or str(number).encode())
    return append_leaf(
        by=BY, kind="disclosure.notice_posted", subject=("disclosure.notice", number), content_hash=hash_, now=NOW
    )


def sign() -> notes.Checkpoint:
    return notes.opened(sign_checkpoint(by=BY, now=NOW), queries.verifier_key())


def test_leaves_are_numbered_from_nought_and_the_root_is_that_of_the_tree():
    assert [add(n) for n in range(9)] == list(range(9))
    hashes = [queries.hash_of(leaf) for leaf in Leaf.objects.order_by("index")]
    assert queries.standing() == queries.Standing(9, rules.root_of(hashes))
    assert [queries.root_at(n) for n in range(10)] == [rules.root_of(hashes[:n]) for n in range(10)]
    assert faults_of_log() == []


def test_a_leaf_leads_to_its_record_and_journal_entry_and_holds_hashes_only():
    add(7, content=b"13800138000")
    (leaf,) = queries.leaves_of(("disclosure.notice", 7))
    entry = Entry.objects.get(pk=leaf.entry_id)
    assert leaf.at == NOW.replace(microsecond=0), "the moment is kept as it is hashed"
    assert (entry.code, entry.subject_id, entry.figures["hash"]) == (
        "transparency.leaf_added",
        7,
        bytes(leaf.content_hash).hex(),
    )
    assert b"13800138000" not in rules.leaf_entry(kind=leaf.kind, at=leaf.at, content_hash=bytes(leaf.content_hash))


def test_a_leaf_of_another_form_is_not_added():
    with pytest.raises(ValueError, match="bytes"):
        append_leaf(by=BY, kind="disclosure.notice_posted", subject=("a.b", 1), content_hash=b"short", now=NOW)
    assert not Leaf.objects.exists()
    assert not Entry.objects.exists()


def test_a_leaf_whose_record_fails_leaves_no_gap():
    add()

    def publish_and_fail():
        with transaction.atomic():
            add()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish_and_fail()
    assert add() == 1
    assert faults_of_log() == []


def test_proofs_are_given_for_every_leaf_and_size_from_one_query(django_assert_max_num_queries):
    for n in range(13):
        add(n)
    hashes = [queries.hash_of(leaf) for leaf in Leaf.objects.order_by("index")]
    for index, size in [(0, 13), (6, 13), (12, 13), (3, 7), (0, 1)]:
        with django_assert_max_num_queries(2):
            path = queries.inclusion_proof(index=index, size=size)
        root = queries.root_at(size)
        assert rules.verify_inclusion(hash_=hashes[index], index=index, size=size, path=path, root=root)
    for first, second in [(1, 13), (6, 13), (8, 13), (13, 13), (4, 7)]:
        path = queries.consistency_proof(first=first, second=second)
        roots = {"first_root": queries.root_at(first), "second_root": queries.root_at(second)}
        assert rules.verify_consistency(first=first, second=second, path=path, **roots)


def test_there_is_no_proof_about_what_was_never_in_the_log():
    add()
    for ask in (
        lambda: queries.inclusion_proof(index=1, size=1),
        lambda: queries.inclusion_proof(index=0, size=2),
        lambda: queries.inclusion_proof(index=-1, size=1),
        lambda: queries.consistency_proof(first=0, second=1),
        lambda: queries.consistency_proof(first=1, second=2),
        lambda: queries.root_at(2),
    ):
        with pytest.raises(NotVisible):
            ask()


def test_what_is_signed_is_the_log_as_it_stands_once_per_size():
    assert sign_checkpoint(by=BY, now=NOW) == ""
    add()
    first = sign()
    assert sign() == first
    add()
    second = sign()
    assert (first.size, second.size, second.root) == (1, 2, queries.standing().root)
    assert Checkpoint.objects.count() == 2
    assert Entry.objects.filter(code="transparency.checkpoint_signed").count() == 2
    path = queries.consistency_proof(first=1, second=2)
    assert rules.verify_consistency(first=1, second=2, first_root=first.root, second_root=second.root, path=path)


def unguarded(cursor) -> None:
    """Take the triggers away, as an administrator with every right could."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE tgname LIKE 'transparency%%'")
        for name, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
        return
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'transparency%%'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")


CHANGES = {
    "leaf changed": lambda: Leaf.objects.update(kind="disclosure.notice_changed"),
    "leaf deleted": lambda: Leaf.objects.all().delete(),
    "leaf inserted": lambda: Leaf.objects.create(
        index=9, kind="a.b", at=NOW, content_hash=bytes(32), subject_kind="a.b", entry_id=1
    ),
    "leaf inserted twice": lambda: Leaf.objects.bulk_create(
        [Leaf(index=2, kind="a.b", at=NOW, content_hash=bytes(32), subject_kind="a.b", entry_id=1)]
    ),
    "node changed": lambda: Node.objects.update(hash=bytes(32)),
    "node deleted": lambda: Node.objects.all().delete(),
    "checkpoint changed": lambda: Checkpoint.objects.update(note=""),
    "checkpoint deleted": lambda: Checkpoint.objects.all().delete(),
    "head set back": lambda: Head.objects.update(size=1),
    "head rewritten": lambda: Head.objects.update(frontier=bytes(32)),
    "head skipping": lambda: Head.objects.update(size=4),
    "head skipping past a new leaf": lambda: (
        Leaf.objects.create(index=2, kind="a.b", at=NOW, content_hash=bytes(32), subject_kind="a.b", entry_id=1),
        Head.objects.update(size=4),
    ),
    "head ahead of its leaf": lambda: Head.objects.update(size=3),
    "head deleted": lambda: Head.objects.all().delete(),
    "second head": lambda: Head.objects.create(pk=2),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_the_log(change):
    add(0)
    add(1)
    sign()
    if change is CHANGES["leaf inserted twice"]:
        add(2)
    before = queries.standing()
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert queries.standing() == before
    assert faults_of_log() == []


def swap(index: int, other: int) -> None:
    """Let two leaves change places."""
    mine, its = (Leaf.objects.get(index=n).content_hash for n in (index, other))
    Leaf.objects.filter(index=index).update(content_hash=its)
    Leaf.objects.filter(index=other).update(content_hash=mine)


def tamperings(chance: random.Random, size: int) -> list[Callable[[], object]]:
    """Return what an administrator could do to a leaf that was signed."""
    index = chance.randrange(size)
    leaf = Leaf.objects.filter(index=index)
    return [
        lambda: leaf.update(kind="disclosure.notice_changed"),
        lambda: leaf.update(content_hash=chance.randbytes(32)),
        lambda: leaf.update(at=NOW + dt.timedelta(seconds=chance.randrange(1, 10**6))),
        leaf.delete,
        lambda: Leaf.objects.filter(index__gte=index).delete(),
        lambda: swap(index, (index + 1) % size),
    ]


def make_everything_fit() -> None:
    """Rewrite numbers, nodes, head and checkpoints after the leaves: the most thorough forger."""
    Node.objects.all().delete()
    Checkpoint.objects.all().delete()
    frontier: list[bytes] = []
    index = -1
    for index, leaf in enumerate(Leaf.objects.order_by("index")):
        Leaf.objects.filter(pk=leaf.pk).update(index=index)
        completed = rules.completed_by(index, queries.hash_of(leaf), frontier)
        Node.objects.bulk_create(Node(pk=rules.node_id(n, index >> n), hash=h) for n, h in enumerate(completed))
        frontier = rules.frontier_after(index, completed, frontier)
    Head.objects.update(size=index + 1, frontier=b"".join(frontier))
    sign_checkpoint(by=BY, now=NOW)


@pytest.fixture
def kept() -> notes.Checkpoint:
    """Return a checkpoint somebody outside has kept of a log that has grown since and has lost its triggers."""
    for n in range(11):
        add(n)
    kept = sign()
    for n in range(11, 14):
        add(n)
    with connection.cursor() as cursor:
        unguarded(cursor)
    return kept


def faults_after(*deeds: Callable[[], object], kept: notes.Checkpoint | None = None) -> list[str]:
    """Return what an audit finds after these deeds, which are taken back."""
    with transaction.atomic():
        for deed in deeds:
            deed()
        found = faults_of_log(witnessed=kept)
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("tampers", [TAMPERS, pytest.param(TAMPERS_IN_A_SOAK, marks=pytest.mark.soak)])
def test_every_tampering_is_noticed(kept, tampers):
    chance = random.Random(20261124)
    for _ in range(tampers):
        deed = chance.choice(tamperings(chance, kept.size))
        assert faults_after(deed)
        assert faults_after(deed, make_everything_fit) == [], "what fits is noticed only from outside"
        assert faults_after(deed, make_everything_fit, kept=kept) == [f"witnessed checkpoint {kept.size}"]
    assert faults_of_log(witnessed=kept) == []


@pytest.mark.parametrize("table", [Node, Checkpoint], ids=["node", "checkpoint"])
def test_a_changed_node_or_checkpoint_is_noticed(kept, table):
    field = {"hash": bytes(32)} if table is Node else {"root": bytes(32)}
    for row in table.objects.all():
        assert faults_after(lambda pk=row.pk: table.objects.filter(pk=pk).update(**field)) == [
            f"{table._meta.model_name} {row.pk}"
        ]


def test_a_head_that_was_rewritten_alone_is_noticed(kept):
    assert faults_after(lambda: Head.objects.update(frontier=bytes(96))) == ["head"]


def test_the_first_leaf_that_is_missing_is_named(kept):
    assert faults_after(Leaf.objects.filter(index=3).delete)[0] == "leaf 3 is missing"


def test_a_checkpoint_signed_for_another_root_or_with_another_key_is_noticed(kept):
    other, row = Ed25519PrivateKey.from_private_bytes(bytes(32)), Checkpoint.objects.filter(pk=kept.size)
    forged = notes.signed(replace(kept, root=bytes(32)), queries.signing_key())
    for change in ({"root": bytes(32), "note": forged}, {"note": notes.signed(kept, other)}):
        assert faults_after(lambda change=change: row.update(**change)) == [f"checkpoint {kept.size}"]


def test_a_secret_used_twice_still_gives_the_log_a_key_of_its_own(settings):
    settings.LOG_SIGNING_KEY = settings.SEALING_KEYS[settings.SEALING_KEY_ID]
    assert queries.signing_key().private_bytes_raw() != derived_key(settings.LOG_SIGNING_KEY, "gongzhi sealing")


def test_a_log_restored_from_an_older_backup_is_noticed():
    add(0)
    add(1)
    newer = notes.Checkpoint("x", 3, bytes(32))
    assert faults_of_log(witnessed=newer) == ["witnessed checkpoint 3"]


def test_a_log_that_does_not_continue_what_was_signed_is_not_signed_again():
    for n in range(5):
        add(n)
    sign()
    with connection.cursor() as cursor:
        unguarded(cursor)
    Head.objects.update(size=4, frontier=bytes(Head.objects.get().frontier)[:32])
    with pytest.raises(LogBroken):
        sign_checkpoint(by=BY, now=NOW)
    Head.objects.update(size=5, frontier=bytes(64))
    with pytest.raises(LogBroken):
        sign_checkpoint(by=BY, now=NOW)
    assert Checkpoint.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_leave_no_gap_and_lose_no_leaf(parallel):
    numbers = [n for _ in range(2) for n in parallel(*[add] * WRITERS)]
    assert sorted(numbers) == list(range(2 * WRITERS))
    size, faults = parallel(lambda: queries.standing().size, faults_of_log)
    assert (size, faults) == (2 * WRITERS, [])


@pytest.mark.django_db(transaction=True)
def test_what_several_sign_at_once_is_signed_once(parallel):
    def sign_slowly():
        with transaction.atomic():
            note = sign_checkpoint(by=BY, now=NOW)
            time.sleep(0.2)  # long enough for the others to have begun
        return note

    parallel(add)
    signed = parallel(*[sign_slowly] * 3)
    assert len(set(signed)) == 1
    assert parallel(Checkpoint.objects.count) == [1]


def test_the_head_is_locked_after_everything_else_was_written(django_assert_max_num_queries):
    add()
    with django_assert_max_num_queries(9) as seen:
        add()
    tables = ("kernel_entry", "transparency_head")
    found = [(query["sql"].split()[0], table) for query in seen for table in tables if f'"{table}"' in query["sql"]]
    assert found == [("INSERT", tables[0]), ("SELECT", tables[1]), ("UPDATE", tables[1])]
