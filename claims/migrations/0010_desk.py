"""Assignments, comments, and what the desk's lists ask for."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).resolve().parent.parent / "desk.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0009_imports'),
        ('sources', '0006_history_keeps_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assigned_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('record', models.BigIntegerField()),
                ('text', models.TextField(max_length=5000, verbose_name='comment')),
                ('written_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
            },
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('public_version__isnull', True), models.Q(('public_version', models.F('version')), _negated=True), _connector='OR'), fields=['-id'], name='claim_is_a_draft'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='assigned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assignment',
            name='assignee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assignment',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='sources.document'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('document__isnull', True)), models.Q(('claim__isnull', True), ('document__isnull', False)), _connector='OR'), name='assignment_is_of_one_record', violation_error_message='An assignment is of a claim or of a document.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), _connector='OR'), name='assignment_ended_who_and_when', violation_error_message='Who ended an assignment and when are set together.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('claim',), name='claim_has_one_assignee', violation_error_message='It is assigned already: end that first.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('document',), name='document_has_one_assignee', violation_error_message='It is assigned already: end that first.'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['kind', 'record'], name='comment_on_record'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('claim', 'actor', 'topic', 'document', 'source'))), name='comment_is_on_a_known_kind', violation_error_message='A comment is on one of the five kinds of record.'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comment_has_words', violation_error_message='Write something.'),
        ),
        migrations.RunSQL(SQL.read_text()),
    ]
