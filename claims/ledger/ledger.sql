-- The append-only ledger: one function appends, triggers refuse everything else, and views say
-- what the index tables must hold.

CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse('ledger_is_append_only',
    'What was published stays: publish a correction, or withdraw.');
  RETURN NULL;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_revision
  FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON ledger_revision
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE ON ledger_payload
  FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON ledger_payload
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_erasure
  FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON ledger_erasure
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

CREATE FUNCTION payload_is_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM ledger_erasure WHERE seq = OLD.seq) THEN
    PERFORM refuse('payload_goes_only_by_erasure',
      'A payload is removed only by an erasure with its reason and legal basis.');
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER only_erased BEFORE DELETE ON ledger_payload
  FOR EACH ROW EXECUTE FUNCTION payload_is_only_erased();

-- RFC 3339, UTC, microseconds: the one spelling of a moment in envelopes.
CREATE FUNCTION ledger_moment(moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- SHA-256 of the RFC 8785 form of the envelope without salt and without itself.
CREATE FUNCTION ledger_sha256(r ledger_revision) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(convert_to(
    '{"digest":"' || r.digest || '","id":"' || r.id || '","kind":"' || r.kind
    || '","previous_sha256":"' || r.previous_sha256
    || '","published_at":"' || public.ledger_moment(r.published_at)
    || '","revision":' || r.revision || ',"seq":' || r.seq || '}', 'UTF8')), 'hex')
$$;

CREATE FUNCTION ledger_digest(salt text, payload text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(decode(salt, 'hex') || convert_to(payload, 'UTF8')), 'hex')
$$;

-- The newest revision of each record, with the first one's place. OFFSET 0, here and below, makes
-- a payload be parsed once a row and not once a mention.
CREATE VIEW ledger_current AS
  SELECT r.*, f.seq AS first_seq, f.published_at AS first_published_at, p.payload, parsed.record
  FROM (SELECT DISTINCT ON (kind, id) * FROM ledger_revision
        ORDER BY kind, id, revision DESC) r
  JOIN ledger_revision f ON f.kind = r.kind AND f.id = r.id AND f.revision = 1
  LEFT JOIN ledger_payload p ON p.seq = r.seq,
  LATERAL (SELECT p.payload::jsonb AS record OFFSET 0) parsed;

CREATE VIEW ledger_record_v AS
  SELECT kind || '/' || id AS key, kind, id, seq, revision, published_at,
    first_seq, first_published_at,
    CASE WHEN record IS NULL THEN 'erased' WHEN record ? 'withdrawn' THEN 'withdrawn'
      WHEN record ? 'merged_into' THEN 'merged' ELSE 'standing' END AS state,
    record ->> 'merged_into' AS merged_into,
    named.names,
    lower(unaccent('unaccent', coalesce(named.names ->> 'en', named.names ->> 'fr',
      (SELECT value FROM jsonb_each_text(named.names) ORDER BY key LIMIT 1), ''))) AS sort_key,
    CASE WHEN kind <> 'claim' THEN ledger_names(record) END AS search
  FROM ledger_current,
    LATERAL (SELECT coalesce(record -> 'names', record -> 'texts',
      CASE WHEN record ? 'name' THEN jsonb_build_object('und', record -> 'name')
           WHEN record ? 'title'
             THEN jsonb_build_object(record ->> 'language', record -> 'title')
      END, '{}'::jsonb) AS names) named;

CREATE VIEW ledger_claim_v AS
  SELECT id, seq, first_seq, published_at, ledger_slug(record -> 'texts') AS slug,
    record #>> '{evidence_status,code}' AS status,
    record ->> 'kind' AS kind,
    ARRAY(SELECT jsonb_array_elements_text(record -> 'languages'))::varchar(35)[] AS languages,
    ARRAY(SELECT t ->> 'id' FROM jsonb_array_elements(record -> 'topics') t)::varchar(8)[]
      AS topics,
    ARRAY(SELECT d ->> 'id' FROM jsonb_array_elements(record -> 'documents') d)::varchar(8)[]
      AS documents,
    ARRAY(SELECT x #>> '{claim,id}' FROM jsonb_array_elements(record -> 'relations') x)
      ::varchar(8)[] AS related,
    ledger_spellings(record) AS words,
    ledger_vector(record) || ledger_marks(record, published_at, first_seq) AS search
  FROM ledger_current WHERE kind = 'claim' AND record ? 'attributions';

CREATE VIEW ledger_attribution_v AS
  SELECT item ->> 'id' AS id, c.id AS claim_id, n::integer AS position, c.seq, c.first_seq,
    c.published_at, c.revision, c.sha256, named.slug, review.verbatim AS review,
    c.record -> 'texts' AS claim_texts,
    c.record #>> '{evidence_status,code}' AS status,
    ARRAY(SELECT t ->> 'id' FROM jsonb_array_elements(c.record -> 'topics') t)::varchar(8)[]
      AS topics,
    ARRAY(SELECT jsonb_array_elements_text(c.record -> 'languages'))::varchar(35)[] AS languages,
    item #>> '{speaker,id}' AS speaker_id,
    item #>> '{document,id}' AS document_id,
    item #>> '{document,source,id}' AS source_id,
    item ->> 'stance' AS stance, item ->> 'manner' AS manner,
    item ->> 'reported_as' AS reported_as,
    item #>> '{evidence_in_text,code}' AS evidence,
    (item ->> 'said_earliest')::date AS said_earliest,
    (item ->> 'said_latest')::date AS said_latest,
    e.verbatim::text AS record
  FROM ledger_current c,
    LATERAL (SELECT ledger_slug(c.record -> 'texts') AS slug OFFSET 0) named,
    LATERAL (SELECT (c.payload::json -> 'review')::text AS verbatim OFFSET 0) review,
    LATERAL json_array_elements(c.payload::json -> 'attributions') WITH ORDINALITY
      AS e(verbatim, n),
    LATERAL (SELECT e.verbatim::jsonb AS item OFFSET 0) parsed
  WHERE c.kind = 'claim' AND c.record ? 'attributions';

-- Fill the index tables from the views: for one record, or for all with NULL. The caller holds
-- the ledger's lock: counts are added to, not counted anew.
CREATE FUNCTION ledger_derive(only_kind text, only_id text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  was_merged varchar := (SELECT merged_into FROM ledger_record
                         WHERE key = only_kind || '/' || only_id);
BEGIN
  IF only_id IS NULL THEN
    DELETE FROM ledger_record; DELETE FROM ledger_claim; DELETE FROM ledger_attribution;
    DELETE FROM ledger_count;
    INSERT INTO ledger_record SELECT * FROM ledger_record_v;
    INSERT INTO ledger_claim SELECT * FROM ledger_claim_v;
    INSERT INTO ledger_attribution SELECT * FROM ledger_attribution_v;
    INSERT INTO ledger_count SELECT * FROM ledger_count_v;
    RETURN;
  END IF;
  DELETE FROM ledger_record WHERE key = only_kind || '/' || only_id;
  INSERT INTO ledger_record SELECT * FROM ledger_record_v WHERE kind = only_kind AND id = only_id;
  IF only_kind = 'claim' THEN
    IF EXISTS (SELECT 1 FROM ledger_claim WHERE id = only_id) THEN
      PERFORM ledger_tally(only_id, -1);
    END IF;
    DELETE FROM ledger_claim WHERE id = only_id;
    DELETE FROM ledger_attribution WHERE claim_id = only_id;
    INSERT INTO ledger_claim SELECT * FROM ledger_claim_v WHERE id = only_id;
    INSERT INTO ledger_attribution SELECT * FROM ledger_attribution_v WHERE claim_id = only_id;
    PERFORM ledger_tally(only_id, 1);
  ELSIF only_kind = 'actor' AND was_merged IS DISTINCT FROM
      (SELECT merged_into FROM ledger_record WHERE key = 'actor/' || only_id) THEN
    PERFORM ledger_recount(was_merged);
    PERFORM ledger_recount(only_id);
  END IF;
END $$;

-- Whether this payload may be appended now, as a revision of this very row: an approved,
-- unpublished submission names the row's present version (as its subject, or among the drafts it
-- pins) and has not been used for it; or the claim was withdrawn, and this is its tombstone.
-- A withdrawn claim takes nothing else, ever.
CREATE FUNCTION ledger_permits(p_kind text, p_pk bigint, p_id text, p_payload jsonb,
  p_submission bigint) RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  s claims_submission;
  subject record;
  present integer := locked_version(p_kind, p_pk);
  home text := CASE WHEN p_kind IN ('document', 'source') THEN 'sources_' ELSE 'claims_' END;
  own_id text;
  withdrawn boolean := p_kind = 'claim'
    AND EXISTS (SELECT 1 FROM claims_withdrawal WHERE claim_id = p_pk);
BEGIN
  EXECUTE format('SELECT public_id FROM %I WHERE id = $1', home || p_kind) INTO own_id USING p_pk;
  IF own_id IS DISTINCT FROM p_id THEN RETURN false; END IF;
  IF withdrawn OR p_submission IS NULL THEN
    RETURN withdrawn AND p_submission IS NULL AND p_payload ? 'withdrawn'
      AND p_payload - ARRAY['id', 'withdrawn', 'texts'] = '{}'::jsonb
      AND NOT EXISTS (SELECT 1 FROM ledger_record
                      WHERE key = 'claim/' || p_id AND state = 'withdrawn');
  END IF;
  SELECT * INTO s FROM claims_submission WHERE id = p_submission FOR UPDATE;
  subject := submission_subject(s);
  RETURN s.approved AND s.published_at IS NULL AND NOT p_payload ? 'withdrawn'
    AND ((subject.kind, subject.pk, s.version) = (p_kind, p_pk, present)
         OR EXISTS (SELECT 1 FROM jsonb_array_elements(s.pins) pin
                    WHERE pin = jsonb_build_array(p_kind, p_pk, present, true)))
    AND NOT EXISTS (SELECT 1 FROM claims_publication
                    WHERE submission_id = s.id AND kind = p_kind AND record = p_pk);
END $$;

-- Append one revision: the next of its record, the next of the chain. Holds the ledger's
-- advisory lock until commit; reads the head in a statement after the lock, so that READ
-- COMMITTED shows what the last holder committed. Returns the new seq.
CREATE FUNCTION ledger_append(p_kind text, p_id text, p_payload text, p_salt text,
  p_pk bigint, p_submission bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  head ledger_revision;
  r ledger_revision;
BEGIN
  IF NOT coalesce(ledger_permits(p_kind, p_pk, p_id, p_payload::jsonb, p_submission), false) THEN
    PERFORM refuse('ledger_takes_only_what_was_approved',
      'Only a version that a second person approved can be published, or a withdrawal.');
  END IF;
  IF p_id !~ '^[0-9a-hjkmnp-tv-z]{8}$' OR p_salt !~ '^[0-9a-f]{32}$'
     OR p_payload::jsonb ->> 'id' IS DISTINCT FROM p_id THEN
    PERFORM refuse('ledger_entry_is_well_formed',
      'An entry needs an id of 8 base 32 characters, a salt of 16 bytes and its own id inside.');
  END IF;
  PERFORM pg_advisory_xact_lock(7143);
  SELECT * INTO head FROM ledger_revision ORDER BY seq DESC LIMIT 1;
  r.seq := coalesce(head.seq, 0) + 1;
  r.kind := p_kind;
  r.id := p_id;
  r.revision := 1 + coalesce((SELECT max(revision) FROM ledger_revision
                              WHERE kind = p_kind AND id = p_id), 0);
  r.published_at := greatest(clock_timestamp(), head.published_at + interval '1 microsecond');
  r.digest := ledger_digest(p_salt, p_payload);
  r.previous_sha256 := coalesce(head.sha256, repeat('0', 64));
  r.sha256 := ledger_sha256(r);
  INSERT INTO ledger_revision SELECT r.*;
  INSERT INTO ledger_payload (seq, payload, salt) VALUES (r.seq, p_payload, p_salt);
  EXECUTE format('INSERT INTO claims_publication (seq, submission_id, kind, record, version)
                  SELECT $1, $2, $3, id, public_version FROM %I WHERE id = $4',
                 CASE WHEN p_kind IN ('document', 'source') THEN 'sources_' ELSE 'claims_' END
                 || p_kind) USING r.seq, p_submission, p_kind, p_pk;
  PERFORM ledger_derive(p_kind, p_id);
  NOTIFY ledger;
  RETURN r.seq;
END $$;

-- Remove a payload because the law requires it; the stub keeps verifying. The owner's alone.
CREATE FUNCTION ledger_erase(p_seq bigint, p_reason text, p_legal_basis text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  r ledger_revision;
BEGIN
  PERFORM pg_advisory_xact_lock(7143);
  SELECT * INTO r FROM ledger_revision WHERE seq = p_seq;
  INSERT INTO ledger_erasure (seq, reason, legal_basis, erased_at)
    VALUES (p_seq, p_reason, p_legal_basis, clock_timestamp());
  DELETE FROM ledger_payload WHERE seq = p_seq;
  PERFORM ledger_derive(r.kind, r.id);
  NOTIFY ledger;
END $$;

-- Rows of the index tables that are not what the views over the ledger give.
CREATE FUNCTION ledger_differences() RETURNS TABLE (home text, key text, fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT 'ledger_record', x.key::text, 'it is not what the ledger gives'
    FROM (TABLE ledger_record EXCEPT ALL TABLE ledger_record_v) x
  UNION ALL SELECT 'ledger_record', x.key::text, 'the ledger gives it and it is missing'
    FROM (TABLE ledger_record_v EXCEPT ALL TABLE ledger_record) x
  UNION ALL SELECT 'ledger_claim', x.id::text, 'it is not what the ledger gives'
    FROM (TABLE ledger_claim EXCEPT ALL TABLE ledger_claim_v) x
  UNION ALL SELECT 'ledger_claim', x.id::text, 'the ledger gives it and it is missing'
    FROM (TABLE ledger_claim_v EXCEPT ALL TABLE ledger_claim) x
  UNION ALL SELECT 'ledger_attribution', x.id::text, 'it is not what the ledger gives'
    FROM (TABLE ledger_attribution EXCEPT ALL TABLE ledger_attribution_v) x
  UNION ALL SELECT 'ledger_attribution', x.id::text, 'the ledger gives it and it is missing'
    FROM (TABLE ledger_attribution_v EXCEPT ALL TABLE ledger_attribution) x
  UNION ALL SELECT 'ledger_count', x.key, 'it is not what the ledger gives'
    FROM (TABLE ledger_count EXCEPT ALL TABLE ledger_count_v) x
  UNION ALL SELECT 'ledger_count', x.key, 'the ledger gives it and it is missing'
    FROM (TABLE ledger_count_v EXCEPT ALL TABLE ledger_count) x
$$;

REVOKE EXECUTE ON FUNCTION ledger_differences(), ledger_append(text, text, text, text, bigint, bigint),
  ledger_derive(text, text), ledger_erase(bigint, text, text), ledger_tally(varchar, integer),
  ledger_recount(varchar),
  ledger_permits(text, bigint, text, jsonb, bigint) FROM PUBLIC;
