"""The desk's forms of claims and of all that belongs to them, and the review queue."""

from django.contrib import admin

from claims.admin.actors import ActorAdmin, TopicAdmin
from claims.admin.attributions import AttributionAdmin
from claims.admin.claims import ClaimAdmin
from claims.admin.documents import WorkspaceAdmin
from claims.admin.parts import EvidenceAdmin, RelationAdmin, ReplyAdmin
from claims.admin.requests import CorrectionRequestAdmin
from claims.admin.review import SubmissionAdmin, WithdrawalAdmin
from claims.models import (
    Actor,
    Attribution,
    Claim,
    ClaimRelation,
    CorrectionRequest,
    Evidence,
    Reply,
    Submission,
    Topic,
    Withdrawal,
)
from sources.models import Document

admin.site.unregister(Document)
admin.site.register(Document, WorkspaceAdmin)
admin.site.register(Actor, ActorAdmin)
admin.site.register(Topic, TopicAdmin)
admin.site.register(Claim, ClaimAdmin)
admin.site.register(Attribution, AttributionAdmin)
admin.site.register(Evidence, EvidenceAdmin)
admin.site.register(ClaimRelation, RelationAdmin)
admin.site.register(Reply, ReplyAdmin)
admin.site.register(Submission, SubmissionAdmin)
admin.site.register(Withdrawal, WithdrawalAdmin)
admin.site.register(CorrectionRequest, CorrectionRequestAdmin)
