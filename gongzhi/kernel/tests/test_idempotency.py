"""A post with a key counts once, whatever happens to it on the way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from gongzhi.kernel import idempotency
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.models import Entry, PostedAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("gongzhi.kernel.tests.urls")]
KEY = "0" * 32


def post(client, **fields):
    return client.post("/deed/", {"idempotency_key": KEY, **fields})


def tried() -> int:
    return Entry.objects.filter(code="kernel.tried").count()


def test_the_same_post_gets_the_same_answer_and_counts_once(client):
    answers = {post(client, text="路灯不亮").content for _ in range(20)}
    assert len(answers) == 1
    assert tried() == 1


def test_a_redirect_is_repeated_with_its_address(client):
    first, second = (post(client, what="redirect") for _ in range(2))
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert second.status_code == 302
    assert tried() == 1


def test_a_used_key_with_another_body_is_refused_and_nothing_happens(client):
    post(client, text="路灯不亮")
    answer = post(client, text="水管漏水")
    assert answer.status_code == 422
    assert "这张表已经交过了" in answer.content.decode()
    assert tried() == 1


def test_another_file_of_the_same_name_is_another_body(client):
    assert post(client, photo=SimpleUploadedFile("a.jpg", b"one")).status_code == 200
    assert post(client, photo=SimpleUploadedFile("a.jpg", b"one")).status_code == 200
    assert post(client, photo=SimpleUploadedFile("a.jpg", b"two")).status_code == 422
    assert post(client, photo=SimpleUploadedFile("b.jpg", b"one")).status_code == 422
    assert post(client, paper=SimpleUploadedFile("a.jpg", b"one")).status_code == 422
    assert tried() == 1


def test_the_same_form_opened_again_with_another_token_is_the_same_post(client):
    answers = {post(client, text="路灯不亮", csrfmiddlewaretoken=token).content for token in ("a" * 64, "b" * 64)}
    assert len(answers) == 1
    assert tried() == 1


def test_an_answer_is_repeated_as_what_it_was(client):
    first, second = (post(client, what="json") for _ in range(2))
    assert first["Content-Type"] == second["Content-Type"] == "application/json"
    assert first.content == second.content
    assert tried() == 1


def test_another_address_or_another_choice_among_several_is_another_post(client):
    assert post(client, area=["1", "2"]).status_code == 200
    assert post(client, area=["3", "2"]).status_code == 422
    assert client.post("/deed/?to=2", {"idempotency_key": KEY, "area": ["1", "2"]}).status_code == 422
    assert tried() == 1


def test_a_file_is_still_there_for_the_view(client):
    answer = post(client, what="read", photo=SimpleUploadedFile("a.jpg", b"one"))
    assert answer.content == b"one"


def test_a_page_rendered_late_is_kept_as_it_was_sent(client):
    assert post(client, what="late").content == post(client, what="late").content
    assert tried() == 1


def test_a_key_that_comes_with_a_reading_means_nothing(client):
    for _ in range(2):
        client.get("/deed/", headers={"Idempotency-Key": KEY})
    assert tried() == 2
    assert not PostedAnswer.objects.exists()


def test_the_header_serves_an_api_call(client):
    sent = {"content_type": "application/json", "headers": {"Idempotency-Key": KEY}}
    first, second = (client.post("/deed/", data='{"a": 1}', **sent) for _ in range(2))
    assert first.content == second.content
    assert client.post("/deed/", data='{"a": 2}', **sent).status_code == 422
    assert tried() == 1


@pytest.mark.parametrize("key", ["short", "x" * 81, "0123456789abcdef;drop"])
def test_an_unfit_key_is_refused_and_nothing_happens(client, key):
    assert client.post("/deed/", {"idempotency_key": key}).status_code == 422
    assert tried() == 0


def test_a_refusal_leaves_the_key_free_and_keeps_what_was_journalled(client):
    assert [post(client, what="refuse").status_code for _ in range(2)] == [422, 422]
    assert tried() == 2, "the attempts are in the journal"
    assert not PostedAnswer.objects.exists()
    assert post(client, text="路灯不亮").status_code == 200


def test_a_form_with_mistakes_may_be_mended_and_sent_with_the_same_key(client):
    assert post(client, what="invalid").status_code == 422
    assert post(client, what="").status_code == 200


def test_a_fault_takes_everything_back(client):
    client.raise_request_exception = False
    assert post(client, what="break").status_code == 500
    assert tried() == 0
    assert not PostedAnswer.objects.exists()


def test_a_post_without_a_key_is_answered_as_usual(client):
    assert client.post("/deed/", {}).content != client.post("/deed/", {}).content
    assert tried() == 2


def test_another_visitor_with_the_same_key_is_another_post(client):
    other = Client()
    client.cookies["csrftoken"], other.cookies["csrftoken"] = "a", "b"
    assert post(client).content != post(other).content
    assert tried() == 2


def test_keys_belong_to_the_account_on_any_device_and_to_the_visitor_s_browser(rf):
    def owner(account_id, cookie):
        request = rf.post("/deed/")
        request.COOKIES["csrftoken"], request.actor = cookie, Actor(name="x", account_id=account_id)
        return idempotency.owner_of(request)

    assert owner(1, "a") == owner(1, "b")
    assert len({owner(1, "a"), owner(2, "a"), owner(None, "a"), owner(None, "b")}) == 4


def test_the_kept_answer_is_sealed(client):
    answer = post(client)
    kept = bytes(PostedAnswer.objects.get().body)
    assert "收到".encode() in answer.content
    assert "收到".encode() not in kept


def test_a_form_gets_a_fresh_key_each_time(client):
    pages = {client.get("/form/").content.decode().split('name="idempotency_key" value="')[1][:32] for _ in range(3)}
    assert len(pages) == 3
    assert all(idempotency.KEY.fullmatch(key) for key in pages)


def test_what_is_not_visible_is_not_found(client):
    assert client.get("/hidden/").status_code == 404
    answer = client.get("/api/v1/hidden")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert b"<code>404</code>" in client.get("/open311/v2/hidden.xml").content


def test_a_refusal_is_a_page_or_a_problem_document_in_the_reader_s_language(client):
    page = client.get("/refusing/")
    assert page.status_code == 422
    assert "这个库里已经有 7 条记录" in page.content.decode()
    answer = client.get("/api/v1/refusing")
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["code"], told["figures"]) == (422, "kernel.not_empty", {"entries": 7})
    assert told["sources"] == ["villagers-committee-law:24"]
    assert client.get("/open311/v2/refusing.json").json()[0]["code"] == 422
    assert b"<errors><error><code>422</code>" in client.get("/open311/v2/refusing.xml").content
    with translation.override("en"):
        page = client.get("/refusing/", headers={"Accept-Language": "en"}).content.decode()
    assert "7 entries" in page


def send() -> bytes:
    return post(Client(), text="路灯不亮").content


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_posts_have_one_effect_and_one_answer(parallel):
    answers = parallel(*[send] * 20)
    assert len(set(answers)) == 1
    assert parallel(tried) == [1]


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_claim_parallel_posts_would_count_several_times(parallel, monkeypatch):
    """The guard's twin: with the claim taken out, the same posts have several effects."""
    real, fresh = idempotency.claim, iter(range(10**6))
    monkeypatch.setattr(idempotency, "claim", lambda **given: real(**{**given, "key": f"{KEY}{next(fresh)}"}))
    assert len(set(parallel(*[send] * 4))) == 4
    assert parallel(tried) == [4]
