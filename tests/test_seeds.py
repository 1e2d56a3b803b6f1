"""The seeds: every span is its words, everything is public, and a second run changes nothing."""

import json
import shutil
import stat
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django import Settings

from claims import desk, ledger, rights, seeding
from claims.ledger import Filters
from claims.management.commands.seed import FOLDER
from claims.models import Attribution, Claim, ClaimRelation
from claims.seeding import Seed, SeedError, loading
from sources.models import Document
from tests import make

REFERENCE = FOLDER.parent.parent / "shared" / "reference" / "founding_annotations.json"
FOUNDING = seeding.read(FOLDER / "founding" / "claims.json")
SEEDS = seeding.read_all(FOLDER)
CLAIMS = sum(len(seed.data["claims"]) for seed in SEEDS)
IS_ATTACK = "A branch of Islamic State carried out the attack on Crocus City Hall in Moscow."
EVIDENCE = {"no_evidence_given": "none_given", "evidence_asserted_not_shown": "invoked"}
NAMES = ("content", "cue", "mention", "evidence")


def attributions(seed: Seed) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Every attribution of the seed by its key, with its claim."""
    return {
        given["key"]: (given, item)
        for item in seed.data["claims"]
        for given in item["attributions"]
    }


def public_claims() -> dict[str, dict[str, Any]]:
    """Every standing claim of the ledger by its English wording."""
    seqs = ledger.claims(Filters()).values_list("seq", flat=True)
    records = [entry.record for entry in ledger.entries(seqs)]
    return {record["texts"]["en"]: record for record in records}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of this project's tables, the ledger's and the history's among them."""
    models = [
        m
        for m in apps.get_models()
        if m._meta.managed and m._meta.app_label in ("claims", "sources", "auth")
    ]
    return {m._meta.label: list(m._default_manager.order_by("pk").values_list()) for m in models}


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    """The annotations made by hand, which lie beside this repository, not in it."""
    if not REFERENCE.exists():
        pytest.skip(f"{REFERENCE} is not here: it is not part of this repository")
    reference: dict[str, Any] = json.loads(REFERENCE.read_text())
    return reference


class TestReference:
    """The founding article's 18 attributions are those that were made by hand."""

    def test_the_text_is_the_reference_text(self, reference: dict[str, Any]) -> None:
        text = REFERENCE.with_name("founding_article.txt").read_text()
        assert FOUNDING.text == text
        assert len(text) == reference["source"]["chars"]

    def test_every_attribution_has_the_reference_spans(self, reference: dict[str, Any]) -> None:
        expected = {
            a["id"]: {
                "content": a["content_span"],
                "cue": a["cue"]["span"],
                "mention": a["speaker"]["span"],
                "evidence": a["evidence_note"]
                and [a["evidence_note"]["start"], a["evidence_note"]["end"]],
            }
            for a in reference["attributions"]
        }
        found = {
            key: {name: given[name]["at"] if name in given else None for name in NAMES}
            for key, (given, _) in attributions(FOUNDING).items()
        }
        assert len(found) == 18
        assert found == expected

    def test_every_attribution_has_the_reference_facts(self, reference: dict[str, Any]) -> None:
        actors = FOUNDING.data["actors"]
        expected = {
            a["id"]: (a["speaker"]["canonical"], a["stance"], a["quote_type"], a["reporter_chain"],
                      a.get("nested_in"), a.get("factuality", "stated"))
            for a in reference["attributions"]
        }  # fmt: skip
        found = {
            key: (actors[given["speaker"]]["names"]["fr"] if "speaker" in given else None,
                  given["stance"], given["manner"],
                  [actors[hop]["aliases"][0] for hop in given.get("via", ())],
                  given.get("nested_in"), given.get("reported_as", "stated"))
            for key, (given, _) in attributions(FOUNDING).items()
        }  # fmt: skip
        assert found == expected

    def test_evidence_in_the_text_is_mapped(self, reference: dict[str, Any]) -> None:
        noted = {
            a["id"]: EVIDENCE[a["evidence_note"]["kind"]]
            for a in reference["attributions"]
            if a["evidence_note"]
        }
        found = {
            key: given["evidence_in_text"] for key, (given, _) in attributions(FOUNDING).items()
        }
        assert noted == {key: found[key] for key in noted}
        assert {found[key] for key in found.keys() - noted.keys()} == {
            "not_mentioned",
            "not_expected",
        }

    def test_claims_are_worded_as_in_the_reference(self, reference: dict[str, Any]) -> None:
        """All but the one on which three attributions meet: it is worded without a speaker."""
        found = attributions(FOUNDING)
        shared = {key for key, (_, item) in found.items() if item["texts"]["en"] == IS_ATTACK}
        assert shared == {"a02", "a09", "a10"}
        for a in reference["attributions"]:
            if a["id"] not in shared:
                item = found[a["id"]][1]
                assert (item["texts"], item["kind"]) == (a["claim"], a["claim_type"])

    def test_the_sentences_are_the_reference_sentences(
        self, reference: dict[str, Any], seeded_module: str
    ) -> None:
        document = Document.objects.get(text=FOUNDING.text)
        found = [(s.start, s.end, s.paragraph, s.kind) for s in document.sentences.in_order()]
        assert found == [
            (s["start"], s["end"], s["paragraph"], s["kind"]) for s in reference["sentences"]
        ]

    def test_each_attribution_stands_in_the_reference_sentence(
        self, reference: dict[str, Any], seeded_module: str
    ) -> None:
        expected = sorted(
            (*a["content_span"], a["sentence_index"] + 1) for a in reference["attributions"]
        )
        placed = Attribution.objects.filter(document__text=FOUNDING.text)
        assert (
            sorted(placed.values_list("content_start", "content_end", "sentence__number"))
            == expected
        )


class TestPublic:
    """What `seed` leaves in the ledger."""

    def test_everything_is_published(self, seeded_module: str) -> None:
        assert Claim.objects.filter(public_id=None).count() == 0
        assert public_claims().keys() == {
            item["texts"]["en"] for seed in SEEDS for item in seed.data["claims"]
        }

    @pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
    def test_records_hold_the_seed_data(self, seed: Seed, seeded_module: str) -> None:
        records = public_claims()
        for item in seed.data["claims"]:
            record = records[item["texts"]["en"]]
            assert record["texts"] == item["texts"]
            assert record["kind"] == item["kind"]
            assert record["evidence_status"]["code"] == item["assessment"]["status"]
            assert record["evidence_status"]["reasons"] == item["assessment"].get("reasons", {})
            assert [e["quote"]["exact"] for e in record["evidence"]] == [
                e["span"]["exact"] for e in item.get("evidence", ())
            ]
            given = sorted(item["attributions"], key=lambda a: a["content"]["at"])
            for shown, wanted in zip(record["attributions"], given, strict=True):
                self.holds(shown, wanted, seed)

    def holds(self, shown: dict[str, Any], wanted: dict[str, Any], seed: Seed) -> None:
        """The published attribution has the stance, the speaker and exactly the spans given."""
        for mine, theirs in (
            (shown["quote"], "content"),
            (shown["cue"], "cue"),
            (shown["mention"], "mention"),
            (shown["evidence_in_text"]["quote"], "evidence"),
        ):
            place = [mine["start"], mine["end"]] if mine else None
            assert place == wanted.get(theirs, {}).get("at")
            assert (mine and mine["exact"]) == wanted.get(theirs, {}).get("exact")
            assert mine is None or seed.text[mine["start"] : mine["end"]] == mine["exact"]
        assert shown["stance"] == wanted["stance"]
        assert shown["reported_as"] == wanted.get("reported_as", "stated")
        assert shown["evidence_in_text"]["code"] == wanted["evidence_in_text"]
        speaker = seed.data["actors"][wanted["speaker"]]["names"] if "speaker" in wanted else None
        assert (shown["speaker"] and shown["speaker"]["names"]) == speaker

    def test_the_biography_is_not_article_text(self, seeded_module: str) -> None:
        document = Document.objects.get(text=FOUNDING.text)
        other = document.sentences.filter(kind="boilerplate").in_order()
        assert [s.number for s in other] == [15, 16, 17, 18, 19, 20]
        assert document.slice(other[0].start, other[0].end) == "« Fanatique de musique."
        assert not document.attributions.filter(sentence__kind="boilerplate").exists()

    def test_the_warning_of_the_united_states_is_only_asked_about(self, seeded_module: str) -> None:
        records = public_claims()
        (warning,) = records["Terrorist attacks were imminent in Russia in March."]["attributions"]
        (asked,) = (record for record in records.values() if record["kind"] == "question")
        (question,) = asked["attributions"]
        assert warning["speaker"]["names"]["en"] == "United States"
        assert warning["reported_as"] == "questioned"
        assert warning["nested_in"]["id"] == question["id"]
        assert warning["nested_in"]["claim"] == asked["id"]
        assert (question["naming"], question["speaker"]) == ("unnamed_described", None)
        assert question["anonymity_reason"] == "none given"

    def test_one_claim_gathers_who_claims_it_and_who_declines(self, seeded_module: str) -> None:
        record = public_claims()[IS_ATTACK]
        assert [(a["stance"], a["speaker"]["names"]["en"]) for a in record["attributions"]] == [
            ("claims_responsibility", "Islamic State (branch not specified)"),
            ("claims_responsibility", "Islamic State (branch not specified)"),
            ("declines_to_comment", "Dmitry Peskov"),
        ]
        outer = record["attributions"][0]["nested_in"]
        assert outer["speaker"]["names"]["fr"] == "Emmanuel Macron"

    def test_ukraine_claim_shows_who_says_that_no_evidence_was_given(
        self, seeded_module: str
    ) -> None:
        records = public_claims()
        record = records["Ukraine is responsible for the Moscow attack."]
        assert record["texts"]["fr"] == "L’Ukraine est responsable de l’attentat de Moscou."
        (accusation,) = record["attributions"]
        assert accusation["speaker"]["names"]["fr"] == "Vladimir Poutine"
        assert accusation["stance"] == "accuses"
        assert accusation["evidence_in_text"]["code"] == "none_given"
        assert accusation["evidence_in_text"]["quote"]["exact"] == (
            "bien qu’il n’ait fourni aucune preuve de ses affirmations"
        )
        assert accusation["document"]["url"] is None
        assert accusation["document"]["published_deduced"]
        assert [(r["relation"], r["claim"]["id"]) for r in record["relations"]] == [
            ("contradicts", records[IS_ATTACK]["id"])
        ]

    def test_a_warning_comes_through_the_agency(self, seeded_module: str) -> None:
        (warning,) = public_claims()["Russia must not exploit the Moscow attack."]["attributions"]
        assert [hop["actor"]["names"]["fr"] for hop in warning["via"]] == ["Agence France-Presse"]

    def test_an_answer_names_its_question(self, seeded_module: str) -> None:
        answers = ClaimRelation.objects.get(relation="answers")
        records = {record["id"]: record for record in public_claims().values()}
        assert records[answers.claim.public_id]["relations"] == [
            {
                "relation": "answers",
                "claim": {"id": answers.other.public_id},
            }
        ]

    def test_statuses_are_signed_and_none_says_corroborated(self, seeded_module: str) -> None:
        for record in public_claims().values():
            status = record["evidence_status"]
            assert status["assessed_by"] == "Demo editor"
            assert status["code"] != "corroborated"
            assert {"en", "fr"} <= record["texts"].keys()
            assert status["code"] == "not_assessed" or {"en", "fr"} <= status["reasons"].keys()
            assert record["review"] == {"second_person": True, "reason": None}

    def test_what_else_the_texts_report_waits_on_the_desk(self, seeded_module: str) -> None:
        texts, _more = desk.completeness()

        # Nothing is left of the founding article, and of the languages without rules nothing read.
        assert {
            text.document.language: (text.read, text.sentences, text.recorded, text.pending)
            for text in texts
        } == {
            "pt": (False, 0, 0, 0), "ar": (False, 0, 0, 0), "fr": (True, 14, 14, 0),
            "en": (True, 7, 4, 1),
        }  # fmt: skip

    def test_a_text_in_excerpts_keeps_sentences_back(self, seeded_module: str) -> None:
        document = Document.objects.get(source__shown="excerpts")
        entry = ledger.current("document", document.public_id or "")
        assert entry is not None
        assert entry.record["text"] is None
        shown = {
            sentence["number"]
            for record in public_claims().values()
            for part in record["documents"]
            if part["id"] == document.public_id
            for sentence in part["sentences"]
        }
        assert len(shown) < document.sentences.count()


class TestScripts:
    """Texts in which an offset counted otherwise would be another."""

    def seed(self, name: str) -> Seed:
        return next(seed for seed in SEEDS if seed.name == name)

    def test_accents_are_decomposed_in_the_file_and_composed_in_the_document(self) -> None:
        seed = self.seed("wildfire")
        raw = seed.file.with_name("article.txt").read_text()
        assert raw == unicodedata.normalize("NFD", raw)
        assert len(raw) > len(seed.text)
        assert "Hà Nguyễn" in seed.text
        assert "\N{ZERO WIDTH JOINER}" in seed.text

    def test_code_points_are_not_utf_16_units(self) -> None:
        seed = self.seed("wildfire")
        start, end = attributions(seed)["p2"][0]["content"]["at"]
        units = seed.text.encode("utf-16-le")
        assert units[2 * start : 2 * end].decode("utf-16-le") != seed.text[start:end]

    def test_a_cue_is_told_from_its_arabic_prefix(self, seeded_module: str) -> None:
        seed = self.seed("library")
        start, _ = attributions(seed)["r1"][0]["cue"]["at"]
        assert seed.text[start - 1] == "و"
        found = Attribution.objects.get(document__language="ar", stance="doubts")
        assert found.exact() == "صحة هذا الرقم"
        assert found.exact("cue") == "شككت"


class TestRunning:
    """The command itself."""

    def test_a_second_run_changes_nothing(
        self, seeded: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = everything()
        call_command("seed", "--json")
        told = json.loads(capsys.readouterr().out)
        assert (told["added"], told["unchanged"]) == (0, CLAIMS)
        assert everything() == before

    def test_an_edited_claim_is_not_loaded_again(self, seeded: str) -> None:
        claim = Claim.objects.get(texts__en=IS_ATTACK)
        make.reword(claim, "A branch of Islamic State attacked Crocus City Hall.")
        claims = Claim.objects.count()
        call_command("seed", verbosity=0)
        assert Claim.objects.count() == claims

    def test_an_interrupted_run_is_completed(
        self, db: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish, published = loading._publish, []

        def interrupted(claim: Claim, people: seeding.People) -> None:
            if len(published) == 5:
                raise KeyboardInterrupt
            published.append(claim)
            publish(claim, people)

        with monkeypatch.context() as patch:
            patch.setattr(loading, "_publish", interrupted)
            with pytest.raises(KeyboardInterrupt):
                call_command("seed", verbosity=0)
        assert 0 < Claim.objects.exclude(public_id=None).count() < CLAIMS
        call_command("seed", verbosity=0)
        assert Claim.objects.exclude(public_id=None).count() == Claim.objects.count() == CLAIMS

    def test_a_refused_seed_leaves_no_half(self, db: str, tmp_path: Path) -> None:
        broken = copied(tmp_path, '"status": "no_evidence"', '"status": "proven"')
        with pytest.raises(CommandError, match=r"ukraine-responsible.*proven"):
            call_command("seed", "--folder", broken, verbosity=0)
        assert (Claim.objects.count(), Document.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("words", "wrong"), [("a souligné", "a soulignée"), ("[1333, 1343]", "[1334, 1343]")]
    )
    def test_a_wrong_offset_names_file_and_line(
        self, tmp_path: Path, words: str, wrong: str
    ) -> None:
        broken = copied(tmp_path, words, wrong)
        file = broken / "founding" / "claims.json"
        lines = file.read_text().splitlines()
        (line,) = (n for n, text in enumerate(lines, start=1) if wrong in text)
        with pytest.raises(SeedError, match=f"claims.json, line {line}: .*not “a souligné"):
            seeding.read(file)

    def test_a_broken_file_names_its_line(self, tmp_path: Path) -> None:
        broken = copied(tmp_path, '"actors": {', '"actors" {')
        with pytest.raises(CommandError, match=r"claims.json, line 16: "):
            call_command("seed", "--folder", broken)

    def test_a_folder_without_seeds_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="holds no"):
            call_command("seed", "--folder", tmp_path)


def copied(to: Path, words: str, others: str) -> Path:
    """A folder with the founding seed, once ``others`` in the place of ``words``."""
    folder = to / "founding"
    shutil.copytree(FOUNDING.file.parent, folder)
    file = folder / FOUNDING.file.name
    file.write_text(file.read_text().replace(words, others, 1))
    return to


class TestPeople:
    """Two demo accounts, which can log in on a developer's machine and nowhere else."""

    def test_each_has_the_role_of_its_name_alone(self, seeded_module: str) -> None:
        people = User.objects.filter(username__in=["editor", "reviewer"]).order_by("username")
        assert [p.get_full_name() for p in people] == ["Demo editor", "Demo reviewer"]
        for person in people:
            assert not person.is_superuser
            assert person.get_all_permissions() == rights.ROLES[person.username]

    def test_outside_debug_mode_nobody_can_log_in(
        self, seeded: str, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.DATA = tmp_path
        call_command("seed")
        assert "editor /" not in capsys.readouterr().out
        assert list(tmp_path.iterdir()) == []
        assert not User.objects.get(username="editor").has_usable_password()

    def test_in_debug_mode_passwords_are_made_once(
        self, seeded: str, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.DEBUG, settings.DATA = True, tmp_path
        logins = [self.logins(capsys) for _ in range(2)]
        assert logins[0] == logins[1]
        assert [login["username"] for login in logins[0]] == ["editor", "reviewer"]
        kept = tmp_path / "demo-logins.json"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert json.loads(kept.read_text()) == {
            login["username"]: login["password"] for login in logins[0]
        }
        for login in logins[0]:
            assert User.objects.get(username=login["username"]).check_password(login["password"])

    def test_a_changed_password_is_neither_told_nor_reset(
        self, seeded: str, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.DEBUG, settings.DATA = True, tmp_path
        self.logins(capsys)
        person = User.objects.get(username="editor")
        person.set_password("chosen by its owner")
        person.save()
        assert [login["username"] for login in self.logins(capsys)] == ["reviewer"]
        assert User.objects.get(username="editor").check_password("chosen by its owner")

    def test_nothing_is_signed_in_the_name_of_somebody_else(self, db: str) -> None:
        User.objects.create_user("editor", first_name="Ada", last_name="Ames")
        with pytest.raises(CommandError, match="not the demo's"):
            call_command("seed", verbosity=0)
        assert Claim.objects.count() == 0

    def logins(self, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
        call_command("seed", "--json")
        logins: list[dict[str, str]] = json.loads(capsys.readouterr().out)["logins"]
        return logins
