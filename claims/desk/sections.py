"""The lists of the desk's first page: each bounded, by keyset, in a fixed number of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.models import SUBJECTS, Assignment, Claim, CorrectionRequest, Submission
from claims.models.claims import DRAFT
from sources.models import Document

FEW: Final = 5
"""How many lines of a list stand on the first page."""

Rows = QuerySet[Any]
Text = str | Promise


@dataclass(frozen=True)
class Item:
    """One line of a list: where it leads, what it is, and what there is to know of it."""

    key: int
    title: str
    url: str
    facts: tuple[str, ...] = ()
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Section:
    """One list: its rows for a person, and how a row is told. Newest first unless ``oldest``."""

    name: str
    title: Text
    none: Text
    rows: Callable[[User], Any]
    told: Callable[[Any], Item]
    permission: str = ""
    oldest: bool = False


@dataclass(frozen=True)
class Page:
    """Some lines of a section, and the key beyond which the next page begins."""

    section: Section
    items: list[Item]
    further: int | None


def page_of(section: Section, person: User, *, beyond: int | None = None, most: int = FEW) -> Page:
    """At most ``most`` lines after the row whose key is ``beyond``."""
    rows = section.rows(person)
    if beyond is not None:
        rows = rows.filter(**{"pk__gt" if section.oldest else "pk__lt": beyond})
    found = list(rows.order_by("pk" if section.oldest else "-pk")[: most + 1])
    items = [section.told(row) for row in found[:most]]
    return Page(section, items, items[-1].key if len(found) > most else None)


def landing(person: User) -> list[Page]:
    """The first lines of every section that is the person's to see."""
    return [
        page_of(section, person)
        for section in SECTIONS.values()
        if not section.permission or person.has_perm(section.permission)
    ]


def _drafts(person: User) -> Rows:
    """The claims that the person began and that readers do not see as they are now."""
    events: Any = Claim
    begun = events.pgh_event_model.objects.filter(
        pgh_obj_id=OuterRef("pk"), pgh_label="insert", pgh_context__user=person.pk
    )
    rows = Claim.objects.filter(DRAFT, Exists(begun), merged_into=None)
    return rows.annotate(said=Count("attributions"))


def _draft(claim: Any) -> Item:
    said = ngettext("%d attribution", "%d attributions", claim.said) % claim.said
    state = _("public, with changes waiting") if claim.is_public else _("draft")
    return Item(claim.pk, str(claim), form_of(claim), (state, said))


def _assigned(person: User) -> Rows:
    rows = Assignment.objects.current().filter(assignee=person)
    return rows.select_related("claim", "document", "assigned_by").defer("document__text")


def _assignment(row: Assignment) -> Item:
    subject: Any = row.claim or row.document
    by = _("by %s") % row.assigned_by.get_username()
    kind = str(subject._meta.verbose_name)
    return Item(row.pk, str(subject), form_of(subject), (kind, by), at=row.assigned_at)


def submissions() -> Any:
    """Submissions with what their lines name."""
    people = ("submitted_by", "reviewed_by", "published_by")
    return Submission.objects.select_related(*SUBJECTS, *people).defer("document__text")


def _reviewable(person: User) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reviewable_by(%s)", [person.pk])
        keys = [key for (key,) in cursor.fetchall()]
    return submissions().filter(pk__in=keys)


def _sent_back(person: User) -> Any:
    """What came back to the person, and has not been put forward again since."""
    later = Q()
    for subject in SUBJECTS:
        later |= Q(**{subject: OuterRef(subject)})
    again = Submission.objects.filter(later, pk__gt=OuterRef("pk"))
    return submissions().filter(~Exists(again), approved=False, submitted_by=person)


def _publishable(_person: User) -> Any:
    return submissions().approved().unpublished()


def _asked(_person: User) -> Rows:
    """What readers asked to have corrected, and nobody has ended."""
    return CorrectionRequest.objects.waiting().kept(timezone.now()).select_related("claim")


def _request(row: CorrectionRequest) -> Item:
    about = str(row.claim) if row.claim else _("no claim named")
    return Item(row.pk, row.text, form_of(row), (row.reference, about), at=row.received_at)


def _published(_person: User) -> Any:
    return submissions().filter(published_at__isnull=False)


def _submission(row: Submission) -> Item:
    who, at = row.submitted_by, row.submitted_at
    if row.published_at is not None and row.published_by is not None:
        who, at = row.published_by, row.published_at
    elif row.reviewed_at is not None and row.reviewed_by is not None:
        who, at = row.reviewed_by, row.reviewed_at
    facts = [str(row.subject._meta.verbose_name), _("by %s") % who.get_username()]
    if row.correction:
        facts.append(_("correction"))
    url = reverse("admin:claims_submission_change", args=[row.pk])
    note = row.review_reasons if row.approved is False else ""
    return Item(row.pk, str(row), url, tuple(facts), note, at)


def _changed(_person: User) -> Rows:
    """Documents that a later text at the same address has replaced."""
    rows = Document.objects.filter(predecessor__isnull=False, predecessor__attributions__gt=0)
    return (
        rows.distinct().select_related("predecessor", "source").defer("text", "predecessor__text")
    )


def _successor(document: Document) -> Item:
    earlier = document.predecessor
    note = _("The earlier text is cited: compare what it says now.")
    facts = (str(document.source), document.published_on)
    return Item(
        document.pk, str(earlier), form_of(document), tuple(filter(None, facts)), note,
        document.captured_at,
    )  # fmt: skip


def form_of(row: Any) -> str:
    """The form of a record of any kind; of a document, the workspace."""
    if isinstance(row, Document):
        return reverse("admin:sources_document_workspace", args=[row.pk])
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


SECTIONS: Final[dict[str, Section]] = {
    section.name: section
    for section in (
        Section(
            "drafts", gettext_lazy("My drafts"), gettext_lazy("You have no drafts."),
            _drafts, _draft,
        ),
        Section(
            "assigned", gettext_lazy("Assigned to me"), gettext_lazy("Nothing is assigned to you."),
            _assigned, _assignment,
        ),
        Section(
            "review", gettext_lazy("Waiting for my review"),
            gettext_lazy("Nothing waits for your review."), _reviewable, _submission,
            permission="claims.review_submission", oldest=True,
        ),
        Section(
            "back", gettext_lazy("Sent back to me"), gettext_lazy("Nothing came back to you."),
            _sent_back, _submission,
        ),
        Section(
            "publish", gettext_lazy("Approved, to be published"),
            gettext_lazy("Nothing is approved and unpublished."), _publishable, _submission,
            permission="claims.publish_submission", oldest=True,
        ),
        Section(
            "requests", gettext_lazy("Readers waiting for a reply"),
            gettext_lazy("No reader waits for a reply."), _asked, _request,
            permission="claims.view_correctionrequest", oldest=True,
        ),
        Section(
            "published", gettext_lazy("Published lately"), gettext_lazy("Nothing yet."),
            _published, _submission,
        ),
        Section(
            "changed", gettext_lazy("Sources changed since capture"),
            gettext_lazy("No cited text has a later version here."), _changed, _successor,
        ),
    )
}  # fmt: skip
