"""What engines propose and editors make of it; the matching of names and wordings."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).resolve().parent.parent / "suggestions.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0005_roles_and_profile'),
        ('sources', '0005_roles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportingCue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('dismissed_at', models.DateTimeField(blank=True, null=True)),
                ('dismissed_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cues', to='sources.document')),
            ],
            options={
                'verbose_name': 'reporting words',
                'verbose_name_plural': 'reporting words',
            },
        ),
        migrations.CreateModel(
            name='ReportingCueEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('dismissed_at', models.DateTimeField(blank=True, null=True)),
                ('dismissed_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('dismissed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.document')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='claims.reportingcue')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('cue_start', models.PositiveIntegerField()),
                ('cue_end', models.PositiveIntegerField()),
                ('tool', models.CharField(max_length=40)),
                ('tool_version', models.CharField(max_length=40)),
                ('fingerprint', models.CharField(max_length=60)),
                ('proposal', models.JSONField()),
                ('suggested_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('changed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('dismissed_at', models.DateTimeField(blank=True, null=True)),
                ('dismissed_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('attribution', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestion', to='claims.attribution')),
                ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='sources.document')),
                ('nested_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='nested', to='claims.suggestion')),
                ('sentence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='sources.sentence')),
                ('suggested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'suggestion',
                'verbose_name_plural': 'suggestions',
            },
        ),
        migrations.CreateModel(
            name='SuggestionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('place', models.PositiveIntegerField()),
                ('cue_start', models.PositiveIntegerField()),
                ('cue_end', models.PositiveIntegerField()),
                ('tool', models.CharField(max_length=40)),
                ('tool_version', models.CharField(max_length=40)),
                ('fingerprint', models.CharField(max_length=60)),
                ('proposal', models.JSONField()),
                ('suggested_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('changed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('dismissed_at', models.DateTimeField(blank=True, null=True)),
                ('dismissed_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('accepted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('attribution', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='claims.attribution')),
                ('dismissed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.document')),
                ('nested_in', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='claims.suggestion')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='claims.suggestion')),
                ('sentence', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.sentence')),
                ('suggested_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='reportingcue',
            constraint=models.UniqueConstraint(fields=('document', 'start', 'end'), name='cue_is_noted_once', violation_error_message='These reporting words are noted already.'),
        ),
        migrations.AddConstraint(
            model_name='reportingcue',
            constraint=models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='cue_is_not_empty', violation_error_message='Reporting words must end after they start.'),
        ),
        migrations.AddConstraint(
            model_name='reportingcue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dismissed_at__isnull', False), ('dismissed_by__isnull', False)), models.Q(('dismissed_at__isnull', True), ('dismissed_by__isnull', True)), _connector='OR'), name='cue_dismissed_who_and_when', violation_error_message='Who dismissed and when are set together.'),
        ),
        migrations.AddConstraint(
            model_name='reportingcue',
            constraint=models.CheckConstraint(condition=models.Q(('dismissed_at__isnull', True), models.Q(('dismissed_reason', ''), _negated=True), _connector='OR'), name='cue_is_dismissed_with_a_reason', violation_error_message='Say why nothing is recorded here.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingcue',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_reportingcueevent" ("dismissed_at", "dismissed_by_id", "dismissed_reason", "document_id", "end", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "start") VALUES (NEW."dismissed_at", NEW."dismissed_by_id", NEW."dismissed_reason", NEW."document_id", NEW."end", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."start"); RETURN NULL;', hash='1d339f2f3a738c602f5d2e7a6e0dcf2139a30bff', operation='INSERT', pgid='pgtrigger_insert_insert_8ec8e', table='claims_reportingcue', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingcue',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "claims_reportingcueevent" ("dismissed_at", "dismissed_by_id", "dismissed_reason", "document_id", "end", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "start") VALUES (NEW."dismissed_at", NEW."dismissed_by_id", NEW."dismissed_reason", NEW."document_id", NEW."end", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."start"); RETURN NULL;', hash='2c47af7403a4caf523868e3e40d19b0b4478a948', operation='UPDATE', pgid='pgtrigger_update_update_07c32', table='claims_reportingcue', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingcue',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_reportingcueevent" ("dismissed_at", "dismissed_by_id", "dismissed_reason", "document_id", "end", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "start") VALUES (OLD."dismissed_at", OLD."dismissed_by_id", OLD."dismissed_reason", OLD."document_id", OLD."end", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."start"); RETURN NULL;', hash='1bf9cc2b70e1aa50f8d3df42551de6b663bd0084', operation='DELETE', pgid='pgtrigger_delete_delete_474c1', table='claims_reportingcue', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportingcueevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7a6ec3c3d58fcdcbaceb04fdcf7186e16ebf4107', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f700', table='claims_reportingcueevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(fields=('document', 'tool', 'fingerprint'), name='suggestion_is_made_once', violation_error_message='This has been suggested already.'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('cue_end__isnull', False), ('cue_start__isnull', False), ('cue_start__lt', models.F('cue_end'))), name='suggestion_cue_is_a_span', violation_error_message='A span needs both ends, and must end after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), _connector='OR'), name='suggestion_accepted_who_and_when', violation_error_message='Who accepted and when are set together.'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dismissed_at__isnull', False), ('dismissed_by__isnull', False)), models.Q(('dismissed_at__isnull', True), ('dismissed_by__isnull', True)), _connector='OR'), name='suggestion_dismissed_who_and_when', violation_error_message='Who dismissed and when are set together.'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('dismissed_at__isnull', True), _connector='OR'), name='suggestion_has_one_outcome', violation_error_message='A suggestion is accepted or dismissed, not both.'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('dismissed_at__isnull', True), models.Q(('dismissed_reason', ''), _negated=True), _connector='OR'), name='suggestion_is_dismissed_with_a_reason', violation_error_message='Say why it is dismissed.'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('attribution__isnull', True), ('accepted_at__isnull', False), _connector='OR'), name='suggestion_with_an_attribution_is_accepted', violation_error_message='Only an accepted suggestion has an attribution.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_suggestionevent" ("accepted_at", "accepted_by_id", "attribution_id", "changed", "cue_end", "cue_start", "dismissed_at", "dismissed_by_id", "dismissed_reason", "document_id", "fingerprint", "id", "nested_in_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "proposal", "sentence_id", "suggested_at", "suggested_by_id", "tool", "tool_version") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."attribution_id", NEW."changed", NEW."cue_end", NEW."cue_start", NEW."dismissed_at", NEW."dismissed_by_id", NEW."dismissed_reason", NEW."document_id", NEW."fingerprint", NEW."id", NEW."nested_in_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."place", NEW."proposal", NEW."sentence_id", NEW."suggested_at", NEW."suggested_by_id", NEW."tool", NEW."tool_version"); RETURN NULL;', hash='81be03cb7160c892fbccd9f4d2f6b6af51a88d23', operation='INSERT', pgid='pgtrigger_insert_insert_f95d2', table='claims_suggestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "claims_suggestionevent" ("accepted_at", "accepted_by_id", "attribution_id", "changed", "cue_end", "cue_start", "dismissed_at", "dismissed_by_id", "dismissed_reason", "document_id", "fingerprint", "id", "nested_in_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "proposal", "sentence_id", "suggested_at", "suggested_by_id", "tool", "tool_version") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."attribution_id", NEW."changed", NEW."cue_end", NEW."cue_start", NEW."dismissed_at", NEW."dismissed_by_id", NEW."dismissed_reason", NEW."document_id", NEW."fingerprint", NEW."id", NEW."nested_in_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."place", NEW."proposal", NEW."sentence_id", NEW."suggested_at", NEW."suggested_by_id", NEW."tool", NEW."tool_version"); RETURN NULL;', hash='8e918fc4c5d568abcd81b145d1aa4e9931ff4050', operation='UPDATE', pgid='pgtrigger_update_update_6da8e', table='claims_suggestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_suggestionevent" ("accepted_at", "accepted_by_id", "attribution_id", "changed", "cue_end", "cue_start", "dismissed_at", "dismissed_by_id", "dismissed_reason", "document_id", "fingerprint", "id", "nested_in_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "proposal", "sentence_id", "suggested_at", "suggested_by_id", "tool", "tool_version") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."attribution_id", OLD."changed", OLD."cue_end", OLD."cue_start", OLD."dismissed_at", OLD."dismissed_by_id", OLD."dismissed_reason", OLD."document_id", OLD."fingerprint", OLD."id", OLD."nested_in_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."place", OLD."proposal", OLD."sentence_id", OLD."suggested_at", OLD."suggested_by_id", OLD."tool", OLD."tool_version"); RETURN NULL;', hash='6e259a8a1035404449964920c229a150db4c5930', operation='DELETE', pgid='pgtrigger_delete_delete_28ba4', table='claims_suggestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2e04fcda3497cb2e091febfa0c41c9e62f588c52', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2e842', table='claims_suggestionevent', when='BEFORE')),
        ),
        migrations.RunSQL(SQL.read_text()),
    ]
