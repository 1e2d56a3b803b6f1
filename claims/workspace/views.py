"""The workspace's answers: the page, what is done on it, what is chosen from, who else is here.

A script asks for JSON and gets the reader's HTML with what to say; without one, the same posts
are answered by a redirect, or by the page with its errors.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from claims import workflow
from claims.workspace import choices, doing, saving
from claims.workspace.doing import Answer, allow
from claims.workspace.page import context_of
from claims.workspace.presence import seen
from claims.workspace.reader import Reading, reading
from sources.admin.base import doer
from sources.models import Document
from sources.rights import SEE_THE_DESK

TO_RECORD = "claims.add_attribution"

View = Callable[[HttpRequest, str], HttpResponse]


def for_recorders(view: View) -> View:
    """A view that does not exist for who may not record, whatever the method."""

    @wraps(view)
    def checked(request: HttpRequest, object_id: str) -> HttpResponse:
        allow(request, TO_RECORD)
        return view(request, object_id)

    return checked


def document_of(request: HttpRequest, object_id: str) -> Document:
    """The document of an address, for whoever sees documents. 404 where there is none."""
    allow(request, SEE_THE_DESK)
    key = int(object_id) if object_id.isascii() and object_id.isdigit() else 0
    return get_object_or_404(Document.objects.select_related("source"), pk=key)


@never_cache
def workspace(request: HttpRequest, object_id: str) -> HttpResponse:
    """The page; or, posted to, one thing done."""
    document = document_of(request, object_id)
    if request.method == "POST":
        allow(request, TO_RECORD)
        return posted(request, document)
    return page(request, document, Answer())


def page(request: HttpRequest, document: Document, answer: Answer) -> HttpResponse:
    """The whole page, with what an answer has to say."""
    context = {
        **admin.site.each_context(request),
        **context_of(request, document, answer),
        "title": document.title,
        "opts": Document._meta,
        "is_nav_sidebar_enabled": False,
    }
    template = "claims/workspace/workspace.html"
    return TemplateResponse(request, template, context, status=answer.status)


def posted(request: HttpRequest, document: Document) -> HttpResponse:
    """Do what the form names, and answer in the way in which it was asked."""
    answer = doing.do(request, document)
    if answer is None:
        return HttpResponse(_("Nothing of this name can be done here."), status=400)
    if request.headers.get("Accept") == "application/json":
        return as_json(request, document, answer)
    if answer.status != 200:
        return page(request, document, answer)
    messages.success(request, answer.said)
    if answer.left:
        messages.warning(request, answer.left)
    there = reverse("admin:sources_document_workspace", args=[document.pk])
    return HttpResponseRedirect(f"{there}#s{answer.sentence}" if answer.sentence else there)


def as_json(request: HttpRequest, document: Document, answer: Answer) -> JsonResponse:
    """What to say, what is refused at which field, and the reader as it stands now."""
    found = {
        "said": answer.said,
        "left": answer.left,
        "errors": answer.errors,
        "sentence": answer.sentence,
    }
    if answer.status in (200, 409):
        found |= shown(request, document, reading(document))
    if answer.conflict:
        found |= {"version": answer.version}
        found["conflict"] = render_to_string(
            "claims/workspace/_conflict.html", {"conflict": answer.conflict}, request
        )
    return JsonResponse(found, status=answer.status)


def shown(request: HttpRequest, document: Document, read: Reading) -> dict[str, Any]:
    """The text as it stands now, for the script, and what is counted of it."""
    context = {"reading": read, "original": document, "may_record": True, "scripted": True}
    return {
        "reader": render_to_string("claims/workspace/_text.html", context, request),
        "state": read.state,
        "saved": len(read.saved),
        "total": read.total,
        "steps": len(saving.steps(request, document)),
    }


@never_cache
@for_recorders
@require_GET
def choose(request: HttpRequest, object_id: str) -> JsonResponse:
    """Actors by name, and claims that resemble some words, for the script."""
    document_of(request, object_id)
    name, words = request.GET.get("actor", "")[:300], request.GET.get("claim", "")[:2000]
    found: dict[str, Any] = {}
    if name.strip():
        found["actors"] = [choices.option(actor) for actor in choices.actors(name)]
        found["named"] = [str(actor.pk) for actor in workflow.actors_named(name)]
    if words.strip():
        found["claims"] = render_to_string(
            "claims/workspace/_similar.html", {"similar": choices.similar(words)}, request
        )
    return JsonResponse(found)


@never_cache
@for_recorders
@require_POST
def presence(request: HttpRequest, object_id: str) -> JsonResponse:
    """Note that the user is here; who else is, and the text afresh where it has changed."""
    document = document_of(request, object_id)
    found: dict[str, Any] = {"others": seen(document, doer(request))}
    read = reading(document)
    if request.POST.get("state") != read.state:
        found |= shown(request, document, read)
    return JsonResponse(found)
