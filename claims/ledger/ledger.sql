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

-- Django gives each text key a second index, for LIKE: nobody asks for ids by their beginnings, and
-- each append would fill them under the ledger's lock.
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT indexname FROM pg_indexes
              WHERE tablename LIKE 'ledger\_%' AND indexname LIKE '%\_like' LOOP
    EXECUTE format('DROP INDEX %I', name);
  END LOOP;
END $$;

-- What is long is read far more often than written: where the server can, it is compressed so that
-- reading costs least.
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_settings WHERE name = 'default_toast_compression'
             AND 'lz4' = ANY (enumvals)) THEN
    ALTER TABLE ledger_payload ALTER COLUMN payload SET COMPRESSION lz4;
    ALTER TABLE ledger_claim ALTER COLUMN search SET COMPRESSION lz4,
      ALTER COLUMN words SET COMPRESSION lz4;
    ALTER TABLE ledger_attribution ALTER COLUMN record SET COMPRESSION lz4,
      ALTER COLUMN claim_texts SET COMPRESSION lz4, ALTER COLUMN review SET COMPRESSION lz4;
  END IF;
END $$;

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

-- What the index tables hold of a revision: all but its place in the ledger comes from the payload
-- alone, so that it can be worked out before that place is known.
CREATE FUNCTION ledger_record_of(c ledger_current) RETURNS SETOF ledger_record
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT c.kind || '/' || c.id, c.kind, c.id, c.seq, c.revision, c.published_at,
    c.first_seq, c.first_published_at,
    CASE WHEN c.record IS NULL THEN 'erased' WHEN c.record ? 'withdrawn' THEN 'withdrawn'
      WHEN c.record ? 'merged_into' THEN 'merged' ELSE 'standing' END,
    c.record ->> 'merged_into',
    named.names,
    lower(unaccent('unaccent', coalesce(named.names ->> 'en', named.names ->> 'fr',
      (SELECT value FROM jsonb_each_text(named.names) ORDER BY key LIMIT 1), ''))),
    CASE WHEN c.kind <> 'claim' THEN ledger_names(c.record) END
  FROM (SELECT coalesce(c.record -> 'names', c.record -> 'texts',
      CASE WHEN c.record ? 'name' THEN jsonb_build_object('und', c.record -> 'name')
           WHEN c.record ? 'title'
             THEN jsonb_build_object(c.record ->> 'language', c.record -> 'title')
      END, '{}'::jsonb) AS names) named
$$;

-- No row of what is no standing claim.
CREATE FUNCTION ledger_claim_of(c ledger_current) RETURNS SETOF ledger_claim
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT c.id, c.seq, c.first_seq, c.published_at, ledger_slug(c.record -> 'texts'),
    c.record #>> '{evidence_status,code}', c.record ->> 'kind',
    ARRAY(SELECT jsonb_array_elements_text(c.record -> 'languages')),
    ARRAY(SELECT t ->> 'id' FROM jsonb_array_elements(c.record -> 'topics') t),
    ARRAY(SELECT d ->> 'id' FROM jsonb_array_elements(c.record -> 'documents') d),
    ARRAY(SELECT x #>> '{claim,id}' FROM jsonb_array_elements(c.record -> 'relations') x),
    ledger_spellings(c.record),
    ledger_vector(c.record) || ledger_marks(c.record)
      || ledger_place(c.published_at, c.first_seq)
  WHERE c.kind = 'claim' AND c.record ? 'attributions'
$$;

CREATE FUNCTION ledger_attributions_of(c ledger_current) RETURNS SETOF ledger_attribution
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT item ->> 'id', c.id, n::integer, c.seq, c.first_seq, c.published_at, c.revision, c.sha256,
    named.slug, named.review, c.record -> 'texts',
    c.record #>> '{evidence_status,code}', named.topics, named.languages,
    item #>> '{speaker,id}', item #>> '{document,id}', item #>> '{document,source,id}',
    item ->> 'stance', item ->> 'manner', item ->> 'reported_as',
    item #>> '{evidence_in_text,code}',
    (item ->> 'said_earliest')::date, (item ->> 'said_latest')::date, e.verbatim::text
  FROM (SELECT c.payload::json AS payload OFFSET 0) parsed,
    LATERAL (SELECT ledger_slug(c.record -> 'texts') AS slug,
      (parsed.payload -> 'review')::text AS review,
      ARRAY(SELECT t ->> 'id' FROM jsonb_array_elements(c.record -> 'topics') t) AS topics,
      ARRAY(SELECT jsonb_array_elements_text(c.record -> 'languages')) AS languages
      OFFSET 0) named,
    LATERAL json_array_elements(parsed.payload -> 'attributions') WITH ORDINALITY
      AS e(verbatim, n),
    LATERAL (SELECT e.verbatim::jsonb AS item OFFSET 0) one
  WHERE c.kind = 'claim' AND c.record ? 'attributions'
$$;

CREATE VIEW ledger_record_v AS
  SELECT x.* FROM ledger_current c, ledger_record_of(c) x;
CREATE VIEW ledger_claim_v AS
  SELECT x.* FROM ledger_current c, ledger_claim_of(c) x WHERE c.kind = 'claim';
CREATE VIEW ledger_attribution_v AS
  SELECT x.* FROM ledger_current c, ledger_attributions_of(c) x WHERE c.kind = 'claim';

-- Put these rows, and no others, into the index tables for a record. The caller holds the ledger's
-- lock: counts are added to, not counted anew.
CREATE FUNCTION ledger_put(r ledger_record, claim ledger_claim, said ledger_attribution[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  was_merged varchar;
BEGIN
  DELETE FROM ledger_record WHERE key = r.key RETURNING merged_into INTO was_merged;
  IF FOUND AND r.kind = 'claim' THEN
    PERFORM ledger_tally(r.id, -1);
    DELETE FROM ledger_claim WHERE id = r.id;
    DELETE FROM ledger_attribution WHERE claim_id = r.id;
  END IF;
  INSERT INTO ledger_record SELECT r.*;
  IF claim.id IS NOT NULL THEN
    INSERT INTO ledger_claim SELECT claim.*;
    INSERT INTO ledger_attribution SELECT * FROM unnest(said);
    PERFORM ledger_tally(r.id, 1);
  END IF;
  IF r.kind = 'actor' AND was_merged IS DISTINCT FROM r.merged_into THEN
    PERFORM ledger_recount(was_merged);
    PERFORM ledger_recount(r.id);
  END IF;
END $$;

-- Fill the index tables from the views.
CREATE FUNCTION ledger_derive() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM ledger_record; DELETE FROM ledger_claim; DELETE FROM ledger_attribution;
  DELETE FROM ledger_count;
  INSERT INTO ledger_record SELECT * FROM ledger_record_v;
  INSERT INTO ledger_claim SELECT * FROM ledger_claim_v;
  INSERT INTO ledger_attribution SELECT * FROM ledger_attribution_v;
  INSERT INTO ledger_count SELECT * FROM ledger_count_v;
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

-- Chain one revision to the ledger: the next of its record, the next of all. All that needs no place
-- in the ledger is worked out before the advisory lock is taken, which is held until commit; the
-- head is read in a statement after it, so that READ COMMITTED shows what the last holder
-- committed. Returns the new seq.
CREATE FUNCTION ledger_chain(p_kind text, p_id text, p_payload text, p_salt text) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  head ledger_revision;
  first ledger_revision;
  r ledger_revision;
  c ledger_current;
  made ledger_record;
  claim ledger_claim;
  said ledger_attribution[];
BEGIN
  c.kind := p_kind;
  c.id := p_id;
  c.payload := p_payload;
  c.record := p_payload::jsonb;
  SELECT * INTO made FROM ledger_record_of(c);
  SELECT * INTO claim FROM ledger_claim_of(c);
  said := ARRAY(SELECT a FROM ledger_attributions_of(c) a);
  r.kind := p_kind;
  r.id := p_id;
  r.digest := ledger_digest(p_salt, p_payload);

  PERFORM pg_advisory_xact_lock(7143);
  SELECT * INTO head FROM ledger_revision ORDER BY seq DESC LIMIT 1;
  SELECT * INTO first FROM ledger_revision WHERE kind = p_kind AND id = p_id AND revision = 1;
  r.seq := coalesce(head.seq, 0) + 1;
  r.revision := 1 + coalesce((SELECT max(revision) FROM ledger_revision
                              WHERE kind = p_kind AND id = p_id), 0);
  r.published_at := greatest(clock_timestamp(), head.published_at + interval '1 microsecond');
  r.previous_sha256 := coalesce(head.sha256, repeat('0', 64));
  r.sha256 := ledger_sha256(r);
  INSERT INTO ledger_revision SELECT r.*;
  INSERT INTO ledger_payload (seq, payload, salt) VALUES (r.seq, p_payload, p_salt);

  made.seq := r.seq;
  made.revision := r.revision;
  made.published_at := r.published_at;
  made.first_seq := coalesce(first.seq, r.seq);
  made.first_published_at := coalesce(first.published_at, r.published_at);
  IF claim.id IS NOT NULL THEN
    claim.seq := made.seq;
    claim.published_at := made.published_at;
    claim.first_seq := made.first_seq;
    claim.search := claim.search || ledger_place(made.published_at, made.first_seq);
    FOR n IN 1 .. cardinality(said) LOOP
      said[n].seq := made.seq;
      said[n].revision := made.revision;
      said[n].published_at := made.published_at;
      said[n].first_seq := made.first_seq;
      said[n].sha256 := r.sha256;
    END LOOP;
  END IF;
  PERFORM ledger_put(made, claim, said);
  NOTIFY ledger;
  RETURN r.seq;
END $$;

-- Append one revision of an editorial row. Returns the new seq.
CREATE FUNCTION ledger_append(p_kind text, p_id text, p_payload text, p_salt text,
  p_pk bigint, p_submission bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  home text := CASE WHEN p_kind IN ('document', 'source') THEN 'sources_' ELSE 'claims_' END;
  record jsonb := p_payload::jsonb;
  seq bigint;
BEGIN
  IF NOT coalesce(ledger_permits(p_kind, p_pk, p_id, record, p_submission), false) THEN
    PERFORM refuse('ledger_takes_only_what_was_approved',
      'Only a version that a second person approved can be published, or a withdrawal.');
  END IF;
  IF p_id !~ '^[0-9a-hjkmnp-tv-z]{8}$' OR p_salt !~ '^[0-9a-f]{32}$'
     OR record ->> 'id' IS DISTINCT FROM p_id THEN
    PERFORM refuse('ledger_entry_is_well_formed',
      'An entry needs an id of 8 base 32 characters, a salt of 16 bytes and its own id inside.');
  END IF;
  seq := ledger_chain(p_kind, p_id, p_payload, p_salt);
  EXECUTE format('INSERT INTO claims_publication (seq, submission_id, kind, record, version)
                  SELECT $1, $2, $3, id, public_version FROM %I WHERE id = $4', home || p_kind)
    USING seq, p_submission, p_kind, p_pk;
  RETURN seq;
END $$;

-- Remove a payload because the law requires it; the stub keeps verifying. The owner's alone.
CREATE FUNCTION ledger_erase(p_seq bigint, p_reason text, p_legal_basis text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  c ledger_current;
  made ledger_record;
  claim ledger_claim;
BEGIN
  PERFORM pg_advisory_xact_lock(7143);
  INSERT INTO ledger_erasure (seq, reason, legal_basis, erased_at)
    VALUES (p_seq, p_reason, p_legal_basis, clock_timestamp());
  DELETE FROM ledger_payload WHERE seq = p_seq;
  SELECT now.* INTO c FROM ledger_revision r
    JOIN ledger_current now ON now.kind = r.kind AND now.id = r.id WHERE r.seq = p_seq;
  SELECT * INTO made FROM ledger_record_of(c);
  SELECT * INTO claim FROM ledger_claim_of(c);
  PERFORM ledger_put(made, claim, ARRAY(SELECT a FROM ledger_attributions_of(c) a));
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
  ledger_chain(text, text, text, text), ledger_derive(), ledger_erase(bigint, text, text),
  ledger_put(ledger_record, ledger_claim, ledger_attribution[]), ledger_tally(varchar, integer),
  ledger_recount(varchar),
  ledger_permits(text, bigint, text, jsonb, bigint) FROM PUBLIC;
