"""The workspace without a browser: what each post does, what is refused, and who may."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims import workflow
from claims.models import Actor, Attribution, Claim, Suggestion
from sources.models import Document
from tests import make

pytestmark = pytest.mark.usefixtures("db")

TEXT = (
    "Le ministre Jean Dupont a déclaré que le pont est sûr. "
    "Marie Curie a affirmé que le pont est fermé 👩🏽‍🔬, sans preuve.\n\n"
    "Il pleut."
)


def client(role: str = "editor", name: str = "") -> Client:
    """Somebody of that role, logged in."""
    user = make.user(name or f"a-{role}")
    user.is_staff = True
    user.save()
    user.groups.set([Group.objects.get(name=role)])
    found = Client()
    found.force_login(User.objects.get(pk=user.pk))
    return found


def document(text: str = TEXT, **facts: Any) -> Document:
    """A French document that the engine has read."""
    made = make.document(text, **{"language": "fr", "published_on": "2024-03-25", **facts})
    workflow.suggest(document=made, by=make.editor())
    return made


def at(of: Document) -> str:
    return f"/admin/sources/document/{of.pk}/workspace/"


def post(who: Client, of: Document, do: str, **fields: Any) -> Any:
    """A post as the script makes it; the status is in the answer."""
    answer = who.post(at(of), {"do": do, **fields}, headers={"Accept": "application/json"})
    return {**json.loads(answer.content), "status": answer.status_code}


def items(who: Client, of: Document) -> list[dict[str, Any]]:
    """What the page gives the script of every utterance, in the order of the text."""
    page = who.get(at(of)).content.decode()
    found = re.findall(r'data-items="([^"]*)"', page)
    unescaped = [text.replace("&quot;", '"').replace("&#x27;", "'") for text in found]
    return [item for text in unescaped for item in json.loads(text.replace("&amp;", "&"))]


def fields(item: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An utterance as its form posts it."""
    record = {**item["record"], **changes}
    hops = record.pop("via")
    names = zip(("via", "via_pk", "via_kind"), zip(*hops, strict=True), strict=False)
    return {**record, "key": item["key"], "version": item["version"], **dict(names)}


def waiting(who: Client, of: Document) -> list[dict[str, Any]]:
    return [item for item in items(who, of) if item["key"].startswith("suggestion")]


class TestSuggestions:
    def test_are_accepted_as_they_are(self) -> None:
        who, text = client(), document()
        first, second = waiting(who, text)

        answer = post(who, text, "save", **fields(first))

        row = Attribution.objects.get()
        assert (answer["status"], answer["said"]) == (200, "Saved as a draft.")
        assert (str(row.speaker), row.exact(), row.exact("cue")) == (
            "Jean Dupont", "le pont est sûr", "a déclaré",
        )  # fmt: skip
        assert Suggestion.objects.get(attribution=row).state == "accepted"
        assert [item["key"] for item in waiting(who, text)] == [second["key"]]

    def test_are_edited_before_they_are_accepted(self) -> None:
        who, text = client(), document()
        first = waiting(who, text)[0]

        post(who, text, "save", **fields(first, stance="warns", claim_text="Le pont tient."))

        row = Attribution.objects.get()
        assert (row.stance, row.claim.texts) == ("warns", {"fr": "Le pont tient."})
        assert row.suggestion.changed == ["stance"]

    def test_are_dismissed_and_come_back(self) -> None:
        who, text = client(), document()
        keys = [item["key"] for item in waiting(who, text)]

        post(who, text, "dismiss", key=keys[0])
        left = [item["key"] for item in waiting(who, text)]
        post(who, text, "undo")

        assert left == keys[1:]
        assert [item["key"] for item in waiting(who, text)] == keys

    def test_say_from_which_words_each_value_came(self) -> None:
        first = waiting(client(), document())[0]

        assert first["why"]["speaker"][0] == "Le ministre Jean Dupont"
        assert first["why"]["stance"][0] == "a déclaré"

    def test_use_the_actor_that_bears_the_name(self) -> None:
        known = make.actor("Jean Dupont")
        who, text = client(), document()

        post(who, text, "save", **fields(waiting(who, text)[0]))

        assert Attribution.objects.get().speaker == known

    def test_do_not_guess_between_homonyms(self) -> None:
        one, other = (
            workflow.introduce(Actor(names={"fr": "Jean Dupont"}, kind="person"), by=make.editor())
            for _ in range(2)
        )
        who, text = client(), document()
        first = waiting(who, text)[0]

        refused = post(who, text, "save", **fields(first))
        chosen = post(who, text, "save", **fields(first, speaker_pk=other.pk))

        assert refused["status"] == 422
        assert refused["errors"] == {
            "speaker": ["Several actors are called “Jean Dupont”: choose which."]
        }
        assert chosen["status"] == 200
        assert Attribution.objects.get().speaker == other != one


class TestTogether:
    """Accept all shown: what needs a decision is left, and said."""

    TEXT = (
        "La ministre Anne Roy a déclaré que le pont est sûr. Le maire Jean Dupont a affirmé que "
        "le pont est fermé. Le préfet Luc Morel a dit que le train est là."
    )

    def test_what_is_sure_is_one_step(self) -> None:
        who, text = client(), document(self.TEXT)
        shown = waiting(who, text)
        assert [item["sure"] for item in shown] == [True, True, True]

        answer = post(who, text, "accept_shown", shown=[item["key"] for item in shown])
        assert (answer["said"], answer["left"]) == ("3 suggestions accepted.", "")
        assert (answer["saved"], answer["steps"]) == (3, 1)

        post(who, text, "undo")
        assert not Attribution.objects.exists()
        assert [item["key"] for item in waiting(who, text)] == [item["key"] for item in shown]

    def test_only_what_was_shown_is_accepted(self) -> None:
        who, text = client(), document(self.TEXT)
        first, *rest = waiting(who, text)

        post(who, text, "accept_shown", shown=[first["key"], "suggestion-0", "nonsense", "\0"])

        assert waiting(who, text) == rest

    def test_homonyms_and_what_is_unsure_are_left_and_said(self) -> None:
        for _ in range(2):
            workflow.introduce(Actor(names={"fr": "Jean Dupont"}, kind="person"), by=make.editor())
        who, text = client(), document(f"{self.TEXT} Selon des témoins, le pont tremble.")
        shown = waiting(who, text)

        answer = post(who, text, "accept_shown", shown=[item["key"] for item in shown])

        assert answer["said"] == "2 suggestions accepted."
        assert answer["left"] == (
            "Left, by sentence: 2: Several actors are called “Jean Dupont”: choose which one is "
            "meant. · 4: Not sure enough to be accepted with others."
        )
        assert waiting(who, text) == [shown[1], shown[3]]

    def test_without_a_script_they_are_listed_with_a_button(self) -> None:
        who, text = client(), document(self.TEXT)
        page = who.get(at(text)).content.decode()
        shown = re.findall(r'name="shown" value="([^"]*)" checked', page)

        answer = who.post(at(text), {"do": "accept_shown", "shown": shown}, follow=True)

        assert "3 suggestions accepted." in answer.content.decode()
        assert 'name="shown"' not in answer.content.decode()


NOBODY = "Nobody is called “Anna Berg” yet: choose a kind to add this actor, or another name."


def blank(number: int = 3, **changes: Any) -> dict[str, Any]:
    """A record of sentence 3 as an editor types it without a script."""
    return {
        "key": f"new-{number}", "sentence": number, "version": 0, "naming": "named",
        "speaker": "Anna Berg", "speaker_kind": "person", "claim": "new",
        "claim_text": "Il pleut", "claim_language": "fr", "stance": "asserts",
        "polarity": "positive", "manner": "indirect", "reported_as": "stated",
        "evidence_in_text": "not_mentioned", "content": "il PLEUT", **changes,
    }  # fmt: skip


class TestRecording:
    def test_a_new_record_makes_what_it_names(self) -> None:
        who, text = client(), document()

        post(who, text, "save", **blank(
            via=["AFP", "des sources"], via_kind=["agency", ""], via_pk=["", ""],
            on_behalf_of="La mairie", on_behalf_of_kind="government", speaking_as="maire",
            said_on="25 mars 2024",
        ))  # fmt: skip

        row = Attribution.objects.get()
        assert (row.exact(), row.said_on, row.speaking_as) == (
            "Il pleut", "2024-03-25", {"fr": "maire"},
        )  # fmt: skip
        assert [str(hop) for hop in row.via.all()] == ["AFP", "des sources"]
        assert [hop.actor and hop.actor.kind for hop in row.via.all()] == ["agency", None]
        assert (str(row.on_behalf_of), str(row.speaker)) == ("La mairie", "Anna Berg")

    def test_of_an_existing_claim(self) -> None:
        claim = make.draft_claim("It is raining", attributed=False)
        who, text = client(), document()

        post(who, text, "save", **blank(claim=claim.pk, claim_text=""))

        assert Attribution.objects.get().claim == claim

    def test_of_an_unnamed_speaker(self) -> None:
        who, text = client(), document()
        unnamed = {"naming": "unnamed_described", "description": "un passant"}

        refused = post(who, text, "save", **blank(**unnamed))
        post(who, text, "save", **blank(**unnamed, anonymity_reason="none given"))

        assert refused["errors"] == {
            "anonymity_reason": ["Give the text's reason for anonymity, or write: none given."]
        }
        row = Attribution.objects.get()
        assert (row.speaker, row.description) == (None, "un passant")

    @pytest.mark.parametrize(
        ("changes", "errors"),
        [
            ({"content": ""}, {"content": ["This field is required."]}),
            (
                {"content": "il neige"},
                {"content": ["“il neige” does not stand in these sentences. Nearest: “Il pleut”."]},
            ),
            ({"claim_text": ""}, {"claim_text": ["Word the claim, or choose one that exists."]}),
            (
                {"claim": "99999"},
                {"claim_text": ["This claim is gone: choose another, or word a new one."]},
            ),
            ({"speaker_pk": "99999"}, {"speaker": ["This actor is gone: choose another."]}),
            (
                {"speaker_kind": ""},
                {"speaker": [NOBODY]},
            ),
            (
                {"speaker": ""},
                {"speaker": [
                    "A named speaker, office or group needs an actor; an unnamed one has none."
                ]},
            ),
            (
                {"evidence_in_text": "none_given"},
                {"evidence": ["The text itself must say that none was given: mark the words."]},
            ),
            ({"said_deduced": "on"}, {"said_reason": ["Say how the date was deduced."]}),
            (
                {"nested_in": "99999"},
                {"nested_in": ["This attribution is gone: choose another, or none."]},
            ),
            ({"stance": "sings"}, {"stance": [
                "Select a valid choice. sings is not one of the available choices."
            ]}),
            ({"speaker": "A\0B"}, {"speaker": ["Null characters are not allowed."]}),
        ],
    )  # fmt: skip
    def test_names_the_field_that_is_refused(
        self, changes: dict[str, Any], errors: dict[str, Any]
    ) -> None:
        who, text = client(), document()

        answer = post(who, text, "save", **blank(**changes))

        assert (answer["status"], answer["errors"]) == (422, errors)
        assert not Attribution.objects.exists()
        assert not Claim.objects.exists()
        assert not Actor.objects.exists()

    def test_words_that_stand_twice_are_told_apart(self) -> None:
        who, text = client(), document()
        twice = blank(1, sentence=1, through=2, content="le pont est")

        refused = who.post(at(text), {"do": "save", **twice})
        place = re.findall(r'name="content_at" value="([^"]+)"', refused.content.decode())
        start = TEXT.rindex("le pont est")
        post(who, text, "save", **twice, content_at=place[-1])

        assert refused.status_code == 422
        assert place[-1] == f"{start}-{start + len('le pont est')}"
        assert Attribution.objects.get().content_start == start

    def test_the_words_are_the_slice_of_the_server(self) -> None:
        who, text = client(), document()
        start = TEXT.index("fermé 👩🏽‍🔬")
        end = start + len("fermé 👩🏽‍🔬")

        post(who, text, "save", **blank(
            2, sentence=2, content="fermé 👩🏽‍🔬", content_at=f"{start}-{end}"
        ))  # fmt: skip

        assert Attribution.objects.get().exact() == "fermé 👩🏽‍🔬"

    def test_a_span_that_has_other_words_is_looked_for_anew(self) -> None:
        who, text = client(), document()

        post(who, text, "save", **blank(content="il pleut", content_at="0-8"))

        assert Attribution.objects.get().exact() == "Il pleut"


class TestChanging:
    def test_a_saved_record(self) -> None:
        who, text = client(), document()
        post(who, text, "save", **blank())
        item = items(who, text)[-1]

        post(who, text, "save", **fields(item, stance="doubts", notes="Ask again"))

        row = Attribution.objects.get()
        assert (row.stance, row.notes, row.exact()) == ("doubts", "Ask again", "Il pleut")

    def test_saving_what_nobody_changed_changes_nothing(self) -> None:
        who, text = client(), document()
        post(who, text, "save", **fields(waiting(who, text)[0]))
        before = Attribution.objects.values().get()
        item = next(item for item in items(who, text) if item["number"])

        post(who, text, "save", **fields(item))

        assert Attribution.objects.values().get() == before

    def test_what_readers_have_seen_changes_with_a_reason(self) -> None:
        claim = make.published_claim("The ferry is safe")
        who, row = client(), claim.attributions.get()
        (item,) = items(who, row.document)
        assert item["public"]

        refused = post(who, row.document, "save", **fields(item, stance="doubts"))
        assert (refused["status"], refused["errors"]) == (
            422, {"reason": ["Readers have seen this record: say why it changes."]},
        )  # fmt: skip
        given = fields(item, stance="doubts") | {"reason": "She doubted it."}
        assert post(who, row.document, "save", **given)["status"] == 200
        last = row.events.order_by("pgh_id").last()
        assert (last.stance, last.pgh_context["reason"]) == ("doubts", "She doubted it.")

    def test_a_stale_save_is_answered_with_both_versions(self) -> None:
        lea, text = client(), document()
        marc = client(name="marc")
        post(lea, text, "save", **blank())
        item = items(lea, text)[-1]

        post(marc, text, "save", **fields(item, stance="doubts"))
        late = post(lea, text, "save", **fields(item, stance="warns", notes="mine"))

        assert late["status"] == 409
        assert re.findall(r"<legend>(.*?)</legend>", late["conflict"]) == [
            "stance",
            "private notes",
        ]
        assert Attribution.objects.get().stance == "doubts"
        again = post(
            lea, text, "save", **{**fields(item, stance="warns"), "version": late["version"]}
        )
        assert (again["status"], Attribution.objects.get().stance) == (200, "warns")

    def test_a_saved_record_is_deleted_and_comes_back_as_it_was(self) -> None:
        who, text = client(), document()
        post(who, text, "save", **blank())
        before = Attribution.objects.values().get()
        item = items(who, text)[-1]

        post(who, text, "delete", **fields(item))
        assert not Attribution.objects.exists()
        post(who, text, "undo")

        assert facts(Attribution.objects.values().get()) == facts(before)

    def test_nothing_is_undone_twice(self) -> None:
        who, text = client(), document()

        assert post(who, text, "undo")["said"] == "There is nothing to undo."


def facts(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the count of its changes."""
    return {name: value for name, value in row.items() if name != "version"}


class TestCutting:
    def test_join_split_and_fold(self) -> None:
        who, text = client(), document()

        joined = post(who, text, "join", sentence=1)["sentence"]
        post(who, text, "split", sentence=joined, at=TEXT.index("Marie"))
        post(who, text, "exclude", sentence=3)

        rows = text.sentences.standing().in_order()
        assert [(row.start, row.kind) for row in rows] == [
            (0, "body"), (TEXT.index("Marie"), "body"), (TEXT.index("Il pleut"), "boilerplate"),
        ]  # fmt: skip

    def test_each_step_is_undone(self) -> None:
        who, text = client(), document()
        before = cut(text)

        post(who, text, "join", sentence=1, through=2)
        post(who, text, "exclude", sentence=3)
        post(who, text, "undo")
        post(who, text, "undo")

        assert cut(text) == before

    def test_a_place_outside_is_refused(self) -> None:
        who, text = client(), document()

        answer = post(who, text, "split", sentence=1, at=99999)

        assert (answer["status"], answer["said"]) == (422, "Choose a place inside the sentence.")


def cut(of: Document) -> list[tuple[int, int, str]]:
    rows = of.sentences.standing().in_order()
    return [(row.start, row.end, row.kind) for row in rows]


class TestWithoutScript:
    def test_every_button_is_a_form(self) -> None:
        who, text = client(), document()
        first = waiting(who, text)[0]

        answer = who.post(at(text), {"do": "save", **fields(first), "sentence": 1}, follow=True)

        assert answer.redirect_chain == [(f"{at(text)}#s1", 302)]
        assert "Saved as a draft." in answer.content.decode()

    def test_a_refusal_keeps_what_was_typed(self) -> None:
        who, text = client(), document()

        answer = who.post(at(text), {"do": "save", **blank(content="il neige")})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert ">il neige</textarea>" in page
        assert "“il neige” does not stand in these sentences." in page

    def test_an_unknown_deed_is_refused(self) -> None:
        assert client().post(at(document()), {"do": "sing"}).status_code == 400


class TestWhoMay:
    @pytest.mark.parametrize(("role", "page"), [("reader", 404), ("reviewer", 200)])
    def test_nobody_records_without_the_right_to(self, role: str, page: int) -> None:
        text, who = document(), client(role)

        statuses = (
            who.get(at(text)).status_code,
            who.get(f"{at(text)}choices/", {"actor": "a"}).status_code,
            who.post(f"{at(text)}presence/").status_code,
            who.post(at(text), {"do": "save", **blank()}).status_code,
        )

        assert statuses == (page, 404, 404, 404)
        assert not Attribution.objects.exists()

    def test_a_reviewer_reads_and_finds_no_form(self) -> None:
        page = client("reviewer").get(at(document())).content.decode()

        assert "le pont est sûr" in page
        assert re.findall(r'name="(?:do|content|key)"', page) == []

    def test_a_contributor_records_but_changes_nothing_of_others(self) -> None:
        editor, text = client(), document()
        who = client("contributor")
        post(editor, text, "save", **blank())
        theirs = items(who, text)[-1]

        own = post(who, text, "save", **fields(waiting(who, text)[0]))
        refused = [
            who.post(at(text), {"do": do, **fields(theirs)}).status_code
            for do in ("save", "delete")
        ]

        assert own["status"] == 200
        assert refused == [404, 404]
        assert Attribution.objects.count() == 2


class TestPresence:
    def test_says_who_else_is_here(self) -> None:
        text = document()
        lea, marc = client(name="lea"), client(name="marc")
        marc.post(f"{at(text)}presence/")

        answer = lea.post(f"{at(text)}presence/").json()

        assert answer["others"] == [{"name": "marc", "minutes": 0}]

    def test_brings_the_text_only_when_it_changed(self) -> None:
        who, text = client(), document()
        first = who.post(f"{at(text)}presence/").json()
        same = who.post(f"{at(text)}presence/", {"state": first["state"]}).json()
        post(who, text, "save", **blank())
        other = who.post(f"{at(text)}presence/", {"state": first["state"]}).json()

        assert ("reader" in first, "reader" in same, "reader" in other) == (True, False, True)


class TestChoices:
    def test_homonyms_are_told_apart(self) -> None:
        who, text = client(), document()
        actor = make.actor("Anna Berg", descriptions={"en": "harbour master"})
        make.attribute(make.draft_claim(attributed=False), speaker=actor)

        found = who.get(f"{at(text)}choices/", {"actor": "berg"}).json()

        assert found["actors"] == [
            {"pk": str(actor.pk), "name": "Anna Berg", "note": "harbour master · person · 1 claim"}
        ]

    def test_a_claim_that_says_nearly_this_is_offered_with_who_said_it(self) -> None:
        who, text = client(), document()
        claim = make.draft_claim("The harbour bridge is closed")

        found = who.get(f"{at(text)}choices/", {"claim": "the bridge is closed"}).json()

        assert f'value="{claim.pk}"' in found["claims"]
        assert "Anna Berg: asserts" in found["claims"]


def queries(who: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert who.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_the_same_few_questions(rows: int) -> None:
    who, text = client(), document()
    for _ in range(rows):
        post(who, text, "save", **blank(via=["AFP"], via_kind=["agency"], via_pk=[""]))
    who.get(at(text))

    assert queries(who, at(text)) == 15


def test_a_save_asks_the_same_few_questions() -> None:
    """Accepted as suggested, with a new actor; by hand, with two; changed; in any text."""
    who, text = client(), document()
    first, second = waiting(who, text)
    post(who, text, "save", **fields(first))
    hops = {"via": ["AFP"], "via_kind": ["agency"], "via_pk": [""]}
    saved = next(item for item in items(who, text) if item["number"])

    def asked(**given: Any) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert post(who, text, "save", **given)["status"] == 200
        return len(seen)

    assert asked(**fields(second)) == 27
    assert asked(**blank(**hops)) == 31
    assert asked(**fields(saved, stance="doubts")) == 26
