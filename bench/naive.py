"""The same claims as many a project would serve them: normal tables, a ModelViewSet, nested
serializers. For measuring alone; run by a server of its own with the database in BENCH_NAIVE."""

import json
import os
from typing import Any

import django
from django.conf import settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="bench",  # noqa: S106 - protects nothing
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60,
                               **json.loads(os.environ["BENCH_NAIVE"])}},
        INSTALLED_APPS=["rest_framework", "bench"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None,
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
            "PAGE_SIZE": 100,
        },
    )  # fmt: skip
    django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from rest_framework import routers, serializers, viewsets


class Named(models.Model):
    """A row that has an id of ours and the rest as JSON."""

    id = models.CharField(max_length=8, primary_key=True)
    facts = models.JSONField()

    class Meta:
        abstract = True
        app_label = "bench"


class Actor(Named):
    pass


class Topic(Named):
    pass


class Document(Named):
    source = models.JSONField()


class Claim(Named):
    topics = models.ManyToManyField(Topic)
    texts = models.JSONField()
    status = models.CharField(max_length=20)


class Attribution(Named):
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="attributions")
    speaker = models.ForeignKey(Actor, models.CASCADE, null=True)
    document = models.ForeignKey(Document, models.CASCADE)
    stance = models.CharField(max_length=24)
    manner = models.CharField(max_length=12)
    said_on = models.DateField(null=True)


class Assessment(models.Model):
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="assessments")
    facts = models.JSONField()

    class Meta:
        app_label = "bench"


class Evidence(models.Model):
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    facts = models.JSONField()

    class Meta:
        app_label = "bench"


MODELS = (Actor, Topic, Document, Claim, Attribution, Assessment, Evidence)


def shown(of: Any, **nested: Any) -> Any:
    """A ModelSerializer of every field, some of them nested."""
    meta = type("Meta", (), {"model": of, "fields": "__all__"})
    return type(f"{of.__name__}Shown", (serializers.ModelSerializer,), {**nested, "Meta": meta})


AttributionShown = shown(Attribution, speaker=shown(Actor)(), document=shown(Document)())
ClaimShown = shown(
    Claim,
    topics=shown(Topic)(many=True),
    attributions=AttributionShown(many=True),
    assessments=shown(Assessment)(many=True),
    evidence=shown(Evidence)(many=True),
)


class Claims(viewsets.ModelViewSet):
    queryset = Claim.objects.order_by("-id")
    serializer_class = ClaimShown


router = routers.SimpleRouter()
router.register("claims", Claims)
urlpatterns = router.urls
application = get_wsgi_application()


def fill(records: list[dict[str, Any]]) -> None:
    """Afterwards the tables exist and hold the records' facts, each once."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    said = [(record, a) for record in records for a in record["attributions"]]
    actors = {a["speaker"]["id"]: a["speaker"] for _, a in said if a["speaker"]}
    topics = {t["id"]: t for record in records for t in record["topics"]}
    documents = {a["document"]["id"]: a["document"] for _, a in said}
    Actor.objects.bulk_create(Actor(id=i, facts=f) for i, f in actors.items())
    Topic.objects.bulk_create(Topic(id=i, facts=f) for i, f in topics.items())
    Document.objects.bulk_create(
        Document(id=i, facts=f, source=f["source"]) for i, f in documents.items()
    )
    Claim.objects.bulk_create(
        Claim(id=r["id"], texts=r["texts"], status=r["evidence_status"]["code"],
              facts={key: r[key] for key in ("kind", "languages", "documents", "review")})
        for r in records
    )  # fmt: skip
    Claim.topics.through.objects.bulk_create(
        Claim.topics.through(claim_id=r["id"], topic_id=t["id"])
        for r in records
        for t in r["topics"]
    )
    left = ("quote", "cue", "mention", "sentence", "evidence_in_text", "polarity", "reported_as")
    Attribution.objects.bulk_create(
        Attribution(id=a["id"], claim_id=r["id"], speaker_id=a["speaker"]["id"],
                    document_id=a["document"]["id"], stance=a["stance"], manner=a["manner"],
                    said_on=a["said_on"], facts={key: a[key] for key in left})
        for r, a in said
    )  # fmt: skip
    for model, of in ((Assessment, lambda r: r["evidence_status"]["history"]),
                      (Evidence, lambda r: r["evidence"])):  # fmt: skip
        model.objects.bulk_create(
            model(claim_id=r["id"], facts=one) for r in records for one in of(r)
        )
