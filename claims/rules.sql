-- Rules of claims/ that one row's constraint cannot say; raised by refuse(rule, message), which
-- sources/rules.sql defines together with publishable_update() and publishable_delete().

CREATE TRIGGER a_version BEFORE UPDATE ON claims_actor
  FOR EACH ROW EXECUTE FUNCTION publishable_update();
CREATE TRIGGER a_version BEFORE UPDATE ON claims_topic
  FOR EACH ROW EXECUTE FUNCTION publishable_update();
CREATE TRIGGER a_version BEFORE UPDATE ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION publishable_update();
CREATE TRIGGER a_kept BEFORE DELETE ON claims_actor
  FOR EACH ROW EXECUTE FUNCTION publishable_delete();
CREATE TRIGGER a_kept BEFORE DELETE ON claims_topic
  FOR EACH ROW EXECUTE FUNCTION publishable_delete();
CREATE TRIGGER a_kept BEFORE DELETE ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION publishable_delete();

-- Every change of a part is a change of its claim: the row is locked and its version moves.
-- An attribution's public id is a fact of publication, not an edit.
CREATE FUNCTION part_touches_claim() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb; now jsonb;
BEGIN
  IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - 'public_id'; END IF;
  IF TG_OP <> 'DELETE' THEN now := to_jsonb(NEW) - 'public_id'; END IF;
  IF was IS DISTINCT FROM now THEN
    UPDATE claims_claim SET version = version + 1
    WHERE id IN ((was ->> 'claim_id')::bigint, (now ->> 'claim_id')::bigint);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER touches AFTER INSERT OR UPDATE OR DELETE ON claims_claimtopic
  FOR EACH ROW EXECUTE FUNCTION part_touches_claim();
CREATE TRIGGER touches AFTER INSERT OR UPDATE OR DELETE ON claims_attribution
  FOR EACH ROW EXECUTE FUNCTION part_touches_claim();
CREATE TRIGGER touches AFTER INSERT OR UPDATE OR DELETE ON claims_evidence
  FOR EACH ROW EXECUTE FUNCTION part_touches_claim();
CREATE TRIGGER touches AFTER INSERT OR UPDATE OR DELETE ON claims_assessment
  FOR EACH ROW EXECUTE FUNCTION part_touches_claim();
CREATE TRIGGER touches AFTER INSERT OR UPDATE OR DELETE ON claims_claimrelation
  FOR EACH ROW EXECUTE FUNCTION part_touches_claim();
CREATE TRIGGER touches AFTER INSERT OR UPDATE OR DELETE ON claims_reply
  FOR EACH ROW EXECUTE FUNCTION part_touches_claim();

CREATE FUNCTION hop_touches_attribution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE claims_attribution SET version = version + 1
  WHERE id IN (CASE TG_OP WHEN 'INSERT' THEN NULL ELSE OLD.attribution_id END,
               CASE TG_OP WHEN 'DELETE' THEN NULL ELSE NEW.attribution_id END);
  RETURN NULL;
END $$;
CREATE TRIGGER touches AFTER INSERT OR UPDATE OR DELETE ON claims_hop
  FOR EACH ROW EXECUTE FUNCTION hop_touches_attribution();

-- An attribution has a version and a public id of its own, by the same rule; so has evidence.
CREATE TRIGGER a_version BEFORE UPDATE ON claims_attribution
  FOR EACH ROW EXECUTE FUNCTION publishable_update();
CREATE TRIGGER a_version BEFORE UPDATE ON claims_evidence
  FOR EACH ROW EXECUTE FUNCTION publishable_update();

-- A text's length never changes, so these need no lock.
CREATE FUNCTION attribution_lies_inside() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held sources_sentence;
  words_start integer := NEW.content_start;
  words_end integer := NEW.content_end;
BEGIN
  IF greatest(NEW.content_end, NEW.cue_end, NEW.speaker_end, NEW.evidence_end)
     > (SELECT length FROM sources_document WHERE id = NEW.document_id) THEN
    PERFORM refuse('attribution_lies_inside_its_document',
      'The spans of an attribution must lie inside its document''s text.', 'content');
  END IF;
  SELECT * INTO held FROM sources_sentence WHERE id = NEW.sentence_id;
  IF NEW.document_id <> held.document_id THEN
    PERFORM refuse('attribution_sentence_is_of_its_document',
      'The sentence must be one of the attribution''s document.', 'sentence');
  END IF;
  IF NEW.cue_start IS NOT NULL THEN
    words_start := NEW.cue_start; words_end := NEW.cue_end;
  END IF;
  IF words_start < words_end
     AND NOT (held.start < words_end AND words_start < held."end") THEN
    PERFORM refuse('attribution_sentence_holds_its_words',
      'The sentence must hold the reporting words, or else the content.', 'sentence');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER attribution_lies_inside BEFORE INSERT OR UPDATE ON claims_attribution
  FOR EACH ROW EXECUTE FUNCTION attribution_lies_inside();

-- Nesting stays within one document and without circles; the document row's lock makes two
-- editors who would close a circle together wait for each other.
CREATE FUNCTION attribution_nests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM sources_document WHERE id = NEW.document_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM claims_attribution WHERE id = NEW.nested_in_id
             AND document_id <> NEW.document_id)
     OR EXISTS (SELECT 1 FROM claims_attribution WHERE nested_in_id = NEW.id
                AND document_id <> NEW.document_id) THEN
    PERFORM refuse('attribution_nests_in_one_document',
      'An attribution can only be nested in one of the same document.', 'nested_in');
  END IF;
  IF NEW.nested_in_id IS NOT NULL AND EXISTS (
    WITH RECURSIVE above(id) AS (
      SELECT NEW.nested_in_id
      UNION SELECT a.nested_in_id FROM claims_attribution a JOIN above ON a.id = above.id
            WHERE a.nested_in_id IS NOT NULL
    ) SELECT 1 FROM above WHERE id = NEW.id) THEN
    PERFORM refuse('attribution_nesting_has_no_circle',
      'An attribution cannot be nested in itself, directly or through others.', 'nested_in');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER attribution_nests_added BEFORE INSERT ON claims_attribution
  FOR EACH ROW WHEN (NEW.nested_in_id IS NOT NULL) EXECUTE FUNCTION attribution_nests();
CREATE TRIGGER attribution_nests_moved BEFORE UPDATE OF nested_in_id, document_id
  ON claims_attribution FOR EACH ROW EXECUTE FUNCTION attribution_nests();

CREATE FUNCTION hops_are_numbered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM claims_hop
    WHERE attribution_id IN (CASE TG_OP WHEN 'INSERT' THEN NULL ELSE OLD.attribution_id END,
                             CASE TG_OP WHEN 'DELETE' THEN NULL ELSE NEW.attribution_id END)
    GROUP BY attribution_id HAVING count(*) <> max(position)) THEN
    PERFORM refuse('hops_are_numbered_without_gaps',
      'The hops of a chain are numbered 1, 2, 3 ... from the speaker outward.', 'via');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hops_are_numbered AFTER INSERT OR UPDATE OR DELETE ON claims_hop
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hops_are_numbered();

CREATE FUNCTION evidence_lies_inside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."end" > (SELECT length FROM sources_document WHERE id = NEW.document_id) THEN
    PERFORM refuse('evidence_lies_inside_its_document',
      'The span of the evidence must lie inside its document''s text.', 'span');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evidence_lies_inside BEFORE INSERT OR UPDATE ON claims_evidence
  FOR EACH ROW EXECUTE FUNCTION evidence_lies_inside();

-- An assessment is signed: it may only be superseded, once.
CREATE FUNCTION assessment_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  superseding text[] := ARRAY['superseded_at', 'superseded_by_id'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM claims_claim WHERE id = OLD.claim_id AND public_id IS NOT NULL) THEN
      PERFORM refuse('assessment_is_only_superseded',
        'An assessment is never changed or deleted: supersede it by a new one.');
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.superseded_at IS NOT NULL
     OR to_jsonb(NEW) - superseding IS DISTINCT FROM to_jsonb(OLD) - superseding THEN
    PERFORM refuse('assessment_is_only_superseded',
      'An assessment is never changed or deleted: supersede it by a new one.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assessment_is_kept BEFORE UPDATE OR DELETE ON claims_assessment
  FOR EACH ROW EXECUTE FUNCTION assessment_is_kept();

-- Where an actor was merged, what it originated counts as the one it was merged into.
CREATE FUNCTION standing_actor(actor bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  WITH RECURSIVE way(id, merged_into_id) AS (
    SELECT id, merged_into_id FROM claims_actor WHERE id = actor
    UNION SELECT a.id, a.merged_into_id FROM claims_actor a JOIN way ON a.id = way.merged_into_id
  ) SELECT id FROM way WHERE merged_into_id IS NULL
$$;

-- How many independent origins support a claim: different actors, none of them a claimant.
-- The stances by which a speaker stands behind a claim are vocabulary.AFFIRMING.
CREATE FUNCTION independent_origins(subject bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(DISTINCT standing_actor(e.origin_id)) FROM claims_evidence e
  WHERE e.claim_id = subject AND e.bearing = 'supports' AND NOT e.from_claimant
    AND e.origin_id IS NOT NULL
    AND standing_actor(e.origin_id) NOT IN (
      SELECT standing_actor(who) FROM claims_attribution a,
        unnest(ARRAY[a.speaker_id, a.on_behalf_of_id]) AS who
      WHERE a.claim_id = subject AND who IS NOT NULL AND a.stance IN
        ('asserts', 'accuses', 'claims_responsibility', 'warns', 'promises', 'justifies', 'relays'))
$$;

CREATE FUNCTION status_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  subject bigint;
BEGIN
  FOR subject IN
    SELECT DISTINCT one FROM unnest(ARRAY[
      CASE TG_OP WHEN 'INSERT' THEN NULL ELSE OLD.claim_id END,
      CASE TG_OP WHEN 'DELETE' THEN NULL ELSE NEW.claim_id END]) AS one
    WHERE one IS NOT NULL ORDER BY one
  LOOP
    PERFORM 1 FROM claims_claim WHERE id = subject FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM claims_assessment
               WHERE claim_id = subject AND superseded_at IS NULL AND status = 'corroborated')
       AND independent_origins(subject) < 2 THEN
      PERFORM refuse('corroborated_rests_on_two_origins',
        'Corroborated needs supporting evidence of two origins, neither derived from a claimant: '
        'add evidence, or supersede the assessment first.', 'status');
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER status_stands AFTER INSERT OR UPDATE ON claims_assessment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION status_stands();
CREATE CONSTRAINT TRIGGER status_stands AFTER UPDATE OR DELETE ON claims_evidence
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION status_stands();
CREATE CONSTRAINT TRIGGER status_stands AFTER INSERT OR UPDATE ON claims_attribution
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION status_stands();

-- A merge points at what stands: so it can never close a circle.
CREATE FUNCTION merge_points_at_standing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  further bigint;
BEGIN
  EXECUTE format('SELECT merged_into_id FROM %I WHERE id = $1 FOR UPDATE', TG_TABLE_NAME)
    INTO further USING NEW.merged_into_id;
  IF further IS NOT NULL THEN
    PERFORM refuse('merge_points_at_what_stands',
      'Merge into a record that is not merged itself.', 'merged_into');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER merge_points_at_standing BEFORE INSERT OR UPDATE OF merged_into_id ON claims_actor
  FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION merge_points_at_standing();
CREATE TRIGGER merge_points_at_standing BEFORE INSERT OR UPDATE OF merged_into_id ON claims_claim
  FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION merge_points_at_standing();

-- The version that a record has now, with its row locked. NULL where there is no such record.
CREATE FUNCTION locked_version(kind text, pk bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  home text := CASE WHEN kind IN ('document', 'source') THEN 'sources_' ELSE 'claims_' END;
  found_version integer;
BEGIN
  EXECUTE format('SELECT version FROM %I WHERE id = $1 FOR NO KEY UPDATE', home || kind)
    INTO found_version USING pk;
  RETURN found_version;
END $$;

-- Who created or edited any part of a record, from the history that triggers wrote, wherever a
-- part was before a merge moved it here. The names of
-- the parameters must be no column's: a column would hide them.
CREATE FUNCTION contributors(of_kind text, of_pk bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
  SELECT (happened.pgh_context ->> 'user')::bigint FROM (
    SELECT pgh_context FROM claims_claimevent WHERE of_kind = 'claim' AND pgh_obj_id = of_pk
    UNION ALL SELECT pgh_context FROM claims_claimtopicevent
      WHERE of_kind = 'claim' AND pgh_obj_id IN
        (SELECT pgh_obj_id FROM claims_claimtopicevent WHERE claim_id = of_pk)
    UNION ALL SELECT pgh_context FROM claims_attributionevent
      WHERE of_kind = 'claim' AND pgh_obj_id IN
        (SELECT pgh_obj_id FROM claims_attributionevent WHERE claim_id = of_pk)
    UNION ALL SELECT pgh_context FROM claims_evidenceevent
      WHERE of_kind = 'claim' AND pgh_obj_id IN
        (SELECT pgh_obj_id FROM claims_evidenceevent WHERE claim_id = of_pk)
    UNION ALL SELECT pgh_context FROM claims_assessmentevent
      WHERE of_kind = 'claim' AND pgh_obj_id IN
        (SELECT pgh_obj_id FROM claims_assessmentevent WHERE claim_id = of_pk)
    UNION ALL SELECT pgh_context FROM claims_claimrelationevent
      WHERE of_kind = 'claim' AND pgh_obj_id IN
        (SELECT pgh_obj_id FROM claims_claimrelationevent WHERE claim_id = of_pk)
    UNION ALL SELECT pgh_context FROM claims_replyevent
      WHERE of_kind = 'claim' AND pgh_obj_id IN
        (SELECT pgh_obj_id FROM claims_replyevent WHERE claim_id = of_pk)
    UNION ALL SELECT pgh_context FROM claims_hopevent
      WHERE of_kind = 'claim' AND attribution_id IN
        (SELECT pgh_obj_id FROM claims_attributionevent WHERE claim_id = of_pk)
    UNION ALL SELECT pgh_context FROM claims_actorevent WHERE of_kind = 'actor' AND pgh_obj_id = of_pk
    UNION ALL SELECT pgh_context FROM claims_topicevent WHERE of_kind = 'topic' AND pgh_obj_id = of_pk
    UNION ALL SELECT pgh_context FROM sources_documentevent
      WHERE of_kind = 'document' AND pgh_obj_id = of_pk
    UNION ALL SELECT pgh_context FROM sources_sourceevent WHERE of_kind = 'source' AND pgh_obj_id = of_pk
  ) AS happened WHERE happened.pgh_context ? 'user'
  UNION SELECT assessed_by_id FROM claims_assessment WHERE of_kind = 'claim' AND claim_id = of_pk
  UNION SELECT captured_by_id FROM sources_document WHERE of_kind = 'document' AND id = of_pk
  UNION SELECT unnest(ARRAY[created_by_id, retired_by_id]) FROM sources_sentence
    WHERE of_kind = 'document' AND document_id = of_pk
$$;

CREATE FUNCTION submission_subject(s claims_submission, OUT kind text, OUT pk bigint)
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN s.claim_id IS NOT NULL THEN 'claim' WHEN s.actor_id IS NOT NULL THEN 'actor'
    WHEN s.topic_id IS NOT NULL THEN 'topic' WHEN s.document_id IS NOT NULL THEN 'document'
    ELSE 'source' END,
  coalesce(s.claim_id, s.actor_id, s.topic_id, s.document_id, s.source_id)
$$;

CREATE FUNCTION submission_is_of_this_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  subject record := submission_subject(NEW);
BEGIN
  IF NEW.version <> locked_version(subject.kind, subject.pk) THEN
    PERFORM refuse('submission_is_of_the_present_version',
      'It was edited meanwhile: look at the present version and submit that.', 'version');
  END IF;
  IF NEW.reviewed_at IS NOT NULL OR NEW.approved IS NOT NULL OR NEW.published_at IS NOT NULL THEN
    PERFORM refuse('submission_begins_unreviewed', 'A submission is reviewed after it is made.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER submission_is_of_this_version BEFORE INSERT ON claims_submission
  FOR EACH ROW EXECUTE FUNCTION submission_is_of_this_version();

-- What was submitted stays; a review is made once, of the present version, by somebody who
-- contributed to no part of it; publication is noted once.
CREATE FUNCTION submission_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  outcome text[] := ARRAY['reviewed_at', 'reviewed_by_id', 'approved', 'review_reasons',
                          'solo_review_reason', 'published_at', 'published_by_id'];
  subject record := submission_subject(NEW);
  pin jsonb;
BEGIN
  IF to_jsonb(NEW) - outcome IS DISTINCT FROM to_jsonb(OLD) - outcome
     OR (OLD.reviewed_at IS NOT NULL
         AND (NEW.reviewed_at, NEW.reviewed_by_id, NEW.approved, NEW.review_reasons,
              NEW.solo_review_reason)
             IS DISTINCT FROM
             (OLD.reviewed_at, OLD.reviewed_by_id, OLD.approved, OLD.review_reasons,
              OLD.solo_review_reason))
     OR (OLD.published_at IS NOT NULL
         AND (NEW.published_at, NEW.published_by_id)
             IS DISTINCT FROM (OLD.published_at, OLD.published_by_id)) THEN
    PERFORM refuse('submission_is_kept', 'What was submitted or reviewed stays as it was.');
  END IF;
  IF OLD.reviewed_at IS NULL AND NEW.approved THEN
    IF NEW.version <> locked_version(subject.kind, subject.pk) THEN
      PERFORM refuse('approval_is_of_the_present_version',
        'It was edited since it was submitted: ask for a new submission.');
    END IF;
    IF NEW.solo_review_reason = '' THEN
      IF NEW.reviewed_by_id IN (SELECT contributors(subject.kind, subject.pk)) THEN
        PERFORM refuse('reviewer_contributed_nothing',
          'You created or edited part of this version: another person must review it.');
      END IF;
      FOR pin IN SELECT jsonb_array_elements(NEW.pins) LOOP
        IF (pin ->> 3)::boolean
           AND NEW.reviewed_by_id IN (SELECT contributors(pin ->> 0, (pin ->> 1)::bigint)) THEN
          PERFORM refuse('reviewer_contributed_nothing',
            'You created or edited part of this version: another person must review it.');
        END IF;
      END LOOP;
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER submission_update BEFORE UPDATE ON claims_submission
  FOR EACH ROW EXECUTE FUNCTION submission_update();

CREATE FUNCTION withdrawal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reviewing text[] := ARRAY['reviewed_at', 'reviewed_by_id', 'solo_review_reason'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM claims_claim
                   WHERE id = NEW.claim_id AND public_id IS NOT NULL) THEN
      PERFORM refuse('withdrawal_is_of_a_public_claim',
        'Only a published claim is withdrawn: a draft is deleted.', 'claim');
    END IF;
    IF NEW.reviewed_at IS NOT NULL THEN
      PERFORM refuse('withdrawal_begins_unreviewed', 'A withdrawal is reviewed after it is made.');
    END IF;
  ELSIF OLD.reviewed_at IS NOT NULL
     OR to_jsonb(NEW) - reviewing IS DISTINCT FROM to_jsonb(OLD) - reviewing THEN
    PERFORM refuse('withdrawal_is_kept', 'A withdrawal stays as it was made.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER withdrawal_is_kept BEFORE INSERT OR UPDATE ON claims_withdrawal
  FOR EACH ROW EXECUTE FUNCTION withdrawal_is_kept();

DO $$
DECLARE
  home text;
BEGIN
  FOREACH home IN ARRAY ARRAY['actor', 'topic', 'claim', 'claimtopic', 'attribution', 'hop',
      'evidence', 'assessment', 'claimrelation', 'reply', 'submission', 'withdrawal'] LOOP
    EXECUTE format('CREATE TRIGGER names_its_doer BEFORE INSERT ON %I FOR EACH ROW
                    EXECUTE FUNCTION history_names_its_doer()', 'claims_' || home || 'event');
  END LOOP;
END $$;
