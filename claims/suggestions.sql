-- Suggestions, the matching of names and wordings, and how acts are found again in history.

CREATE FUNCTION suggestion_lies_in_its_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.document_id <> (SELECT document_id FROM sources_sentence WHERE id = NEW.sentence_id) THEN
    PERFORM refuse('suggestion_sentence_is_of_its_document',
      'The sentence must be one of the suggestion''s document.', 'sentence');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER suggestion_lies_in_its_document BEFORE INSERT OR UPDATE ON claims_suggestion
  FOR EACH ROW EXECUTE FUNCTION suggestion_lies_in_its_document();

-- Words as they are compared: without case, accents, typographic apostrophes, hyphens or spare
-- white space. Immutable as long as nobody edits the unaccent dictionary of the server.
CREATE FUNCTION folded(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    lower(public.unaccent('public.unaccent'::regdictionary, normalize(words, NFKC))),
    '[[:space:]‐‑-]+', ' ', 'g'))
$$;

CREATE FUNCTION actor_keys(names jsonb, aliases text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(public.folded(name)) FROM (
    SELECT value FROM jsonb_each_text(names) UNION SELECT unnest(aliases)) AS called(name)
$$;
CREATE INDEX actor_by_name ON claims_actor USING gin (actor_keys(names, aliases::text[]));

CREATE FUNCTION wordings(texts jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg(public.folded(value), ' | ' ORDER BY key) FROM jsonb_each_text(texts)
$$;
CREATE INDEX claim_by_wording ON claims_claim USING gin (wordings(texts) gin_trgm_ops);

-- One act is one transaction of one person: history is asked for it when it is undone.
DO $$
DECLARE
  home text;
BEGIN
  FOREACH home IN ARRAY ARRAY['suggestion', 'reportingcue'] LOOP
    EXECUTE format('CREATE TRIGGER names_its_doer BEFORE INSERT ON %I FOR EACH ROW
                    EXECUTE FUNCTION history_names_its_doer()', 'claims_' || home || 'event');
  END LOOP;
  FOREACH home IN ARRAY ARRAY['claims_actor', 'claims_topic', 'claims_claim', 'claims_claimtopic',
      'claims_attribution', 'claims_hop', 'claims_evidence', 'claims_assessment',
      'claims_claimrelation', 'claims_reply', 'claims_submission', 'claims_withdrawal',
      'claims_suggestion', 'claims_reportingcue', 'sources_source', 'sources_document',
      'sources_sentence'] LOOP
    EXECUTE format('CREATE INDEX %I ON %I ((pgh_context ->> ''act''))',
                   home || '_by_act', home || 'event');
  END LOOP;
END $$;
