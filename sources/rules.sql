-- Rules of sources/ that one row's constraint cannot say, raised by refuse() of functions.sql.

-- The version grows by one with every editorial change, and with every touch from a part.
CREATE FUNCTION publishable_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  facts text[] := ARRAY['version', 'public_version', 'public_id', 'uuid', 'text'];
BEGIN
  IF to_jsonb(OLD) ->> 'public_id' IS NOT NULL
     AND to_jsonb(NEW) ->> 'public_id' IS DISTINCT FROM to_jsonb(OLD) ->> 'public_id' THEN
    PERFORM refuse('public_id_is_kept', 'A public id never changes.');
  END IF;
  IF NEW.uuid IS DISTINCT FROM OLD.uuid THEN
    PERFORM refuse('uuid_is_kept', 'An address at the desk never changes.');
  END IF;
  IF NEW.version NOT IN (OLD.version, OLD.version + 1) THEN
    PERFORM refuse('version_grows_by_one', 'A version only grows, by one.');
  END IF;
  IF to_jsonb(NEW) - facts IS DISTINCT FROM to_jsonb(OLD) - facts THEN
    NEW.version := OLD.version + 1;
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION publishable_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.public_id IS NOT NULL THEN
    PERFORM refuse('published_row_is_kept', 'What has been public is withdrawn, never deleted.');
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER a_version BEFORE UPDATE ON sources_source
  FOR EACH ROW EXECUTE FUNCTION publishable_update();
CREATE TRIGGER a_version BEFORE UPDATE ON sources_document
  FOR EACH ROW EXECUTE FUNCTION publishable_update();
CREATE TRIGGER a_kept BEFORE DELETE ON sources_source
  FOR EACH ROW EXECUTE FUNCTION publishable_delete();
CREATE TRIGGER a_kept BEFORE DELETE ON sources_document
  FOR EACH ROW EXECUTE FUNCTION publishable_delete();

-- A document's hash and length are those of its text, and none of the three ever changes.
CREATE FUNCTION document_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.text_sha256 <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex')
     OR NEW.length <> char_length(NEW.text) THEN
    PERFORM refuse('document_hash_is_of_its_text',
      'The hash and the length must be those of the text.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER document_insert BEFORE INSERT ON sources_document
  FOR EACH ROW EXECUTE FUNCTION document_insert();

CREATE FUNCTION document_text_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.text, NEW.text_sha256, NEW.length, NEW.normalisation, NEW.captured_at, NEW.captured_by_id)
     IS DISTINCT FROM
     (OLD.text, OLD.text_sha256, OLD.length, OLD.normalisation, OLD.captured_at, OLD.captured_by_id)
  THEN
    PERFORM refuse('document_text_is_immutable',
      'A captured text never changes: capture the new text as a new document.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER document_text_is_kept BEFORE UPDATE ON sources_document
  FOR EACH ROW EXECUTE FUNCTION document_text_is_kept();

-- A predecessor is an earlier text at the same address.
CREATE FUNCTION document_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  earlier sources_document;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.url <> OLD.url
     AND EXISTS (SELECT 1 FROM sources_document WHERE predecessor_id = NEW.id) THEN
    PERFORM refuse('document_follows_the_same_address',
      'A later document follows this one at its address: the address stays.', 'url');
  END IF;
  IF NEW.predecessor_id IS NULL THEN RETURN NEW; END IF;
  SELECT * INTO earlier FROM sources_document WHERE id = NEW.predecessor_id;
  IF earlier.url <> NEW.url OR earlier.id >= NEW.id THEN
    PERFORM refuse('document_follows_the_same_address',
      'A predecessor must be an earlier document of the same address.', 'predecessor');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER document_follows BEFORE INSERT OR UPDATE OF predecessor_id, url ON sources_document
  FOR EACH ROW EXECUTE FUNCTION document_follows();

-- A document is deleted only by a discard that keeps its hash and the reason.
CREATE FUNCTION document_discarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM sources_discard
                 WHERE document_pk = OLD.id AND text_sha256 = OLD.text_sha256) THEN
    PERFORM refuse('document_is_discarded_with_a_reason',
      'Discard the document with a reason; it is never simply deleted.');
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER document_discarded BEFORE DELETE ON sources_document
  FOR EACH ROW EXECUTE FUNCTION document_discarded();

CREATE FUNCTION discard_is_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM sources_document
             WHERE id = NEW.document_pk AND public_id IS NOT NULL) THEN
    PERFORM refuse('published_row_is_kept', 'What has been public is withdrawn, never deleted.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER discard_is_of_a_draft BEFORE INSERT ON sources_discard
  FOR EACH ROW EXECUTE FUNCTION discard_is_of_a_draft();

-- Spans lie inside the document: one check a statement, never one a row over the text.
CREATE FUNCTION sentences_inside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM added JOIN sources_document d ON d.id = added.document_id
             WHERE added."end" > d.length) THEN
    PERFORM refuse('sentence_lies_inside_its_document',
      'A sentence must lie inside its document''s text.');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sentences_inside AFTER INSERT ON sources_sentence
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sentences_inside();

CREATE FUNCTION sentence_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  retiring text[] := ARRAY['retired_at', 'retired_by_id', 'retired_reason'];
BEGIN
  IF OLD.retired_at IS NOT NULL
     OR to_jsonb(NEW) - retiring IS DISTINCT FROM to_jsonb(OLD) - retiring
     OR NEW.retired_reason = '' THEN
    PERFORM refuse('sentence_is_only_retired',
      'A sentence is never edited: it is retired once, with a reason, and replaced.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sentence_update BEFORE UPDATE ON sources_sentence
  FOR EACH ROW EXECUTE FUNCTION sentence_update();

CREATE FUNCTION sentence_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM sources_discard WHERE document_pk = OLD.document_id)
     OR EXISTS (SELECT 1 FROM sources_document
                WHERE id = OLD.document_id AND public_id IS NOT NULL) THEN
    PERFORM refuse('sentence_is_kept',
      'A sentence goes only with its whole document: retire it instead.');
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER sentence_delete BEFORE DELETE ON sources_sentence
  FOR EACH ROW EXECUTE FUNCTION sentence_delete();

-- Retiring and inserting sentences is an edit of the document: its version moves. The sentences
-- of the capture itself bear its time, and are no edit.
CREATE FUNCTION sentences_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE sources_document d SET version = version + 1
  WHERE EXISTS (SELECT 1 FROM changed
                WHERE document_id = d.id
                  AND (TG_OP = 'UPDATE' OR created_at <> d.captured_at));
  RETURN NULL;
END $$;
CREATE TRIGGER sentences_touch_retired AFTER UPDATE ON sources_sentence
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sentences_touch();
CREATE TRIGGER sentences_touch_added AFTER INSERT ON sources_sentence
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sentences_touch();

-- History names its doer: an edit outside a verb would have no contributor, and anybody could
-- review it.
CREATE FUNCTION history_names_its_doer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT coalesce(NEW.pgh_context ? 'user', false) THEN
    PERFORM refuse('history_names_its_doer',
      'Edit by a verb or inside workflow.acting(by=...): history must name who and why.');
  END IF;
  RETURN NEW;
END $$;
DO $$
DECLARE
  home text;
BEGIN
  FOREACH home IN ARRAY ARRAY['source', 'document', 'sentence'] LOOP
    EXECUTE format('CREATE TRIGGER names_its_doer BEFORE INSERT ON %I FOR EACH ROW
                    EXECUTE FUNCTION history_names_its_doer()', 'sources_' || home || 'event');
  END LOOP;
END $$;
