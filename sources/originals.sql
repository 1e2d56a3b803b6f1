-- The bytes that came in never change; they are given their document once, and go with it.
CREATE FUNCTION original_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.document_id IS NOT NULL
     OR (NEW.data, NEW.sha256, NEW.media_type, NEW.fetched_from, NEW.taken_at, NEW.taken_by_id)
        IS DISTINCT FROM
        (OLD.data, OLD.sha256, OLD.media_type, OLD.fetched_from, OLD.taken_at, OLD.taken_by_id)
  THEN
    PERFORM refuse('original_never_changes',
      'What came in never changes: it is given its document once.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER original_update BEFORE UPDATE ON sources_original
  FOR EACH ROW EXECUTE FUNCTION original_update();

CREATE FUNCTION original_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.document_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM sources_discard WHERE document_pk = OLD.document_id) THEN
    PERFORM refuse('original_is_kept',
      'What a document was taken from goes only with the whole document.');
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER original_delete BEFORE DELETE ON sources_original
  FOR EACH ROW EXECUTE FUNCTION original_delete();
