-- What claims are found by: their words, and marks for everything that lists are filtered by, in
-- one tsvector under one GIN index. A mark begins with "=", which no word does.
--
-- Marks of blocks ("=0:12": the seqs from 12 * 256) let ledger_find() look at the newest claims
-- first and stop: a plain LIMIT over a GIN index would read every match, oldest first.

CREATE TEXT SEARCH CONFIGURATION public.words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION public.words ALTER MAPPING FOR word, hword, hword_part,
  numword, numhword, hword_numpart WITH public.unaccent, pg_catalog.simple;
CREATE TEXT SEARCH CONFIGURATION public.words_en (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION public.words_en ALTER MAPPING FOR word, hword, hword_part,
  numword, numhword, hword_numpart WITH public.unaccent, pg_catalog.english_stem;
CREATE TEXT SEARCH CONFIGURATION public.words_fr (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION public.words_fr ALTER MAPPING FOR word, hword, hword_part,
  numword, numhword, hword_numpart WITH public.unaccent, pg_catalog.french_stem;

-- How the words of a language are reduced: French and English to their stems, others to lower
-- case; all without accents.
CREATE FUNCTION ledger_config(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE split_part(lower(language), '-', 1)
    WHEN 'fr' THEN 'public.words_fr'::regconfig
    WHEN 'en' THEN 'public.words_en'::regconfig
    ELSE 'public.words'::regconfig END
$$;

CREATE AGGREGATE ledger_concat(tsvector) (
  SFUNC = pg_catalog.tsvector_concat, STYPE = tsvector, INITCOND = '');

-- The words of a claim's record: wording (A), names of actors and topics (B), quotes (C). No more
-- than 150,000 characters of them: a tsvector holds a megabyte.
CREATE FUNCTION ledger_vector(record jsonb) RETURNS tsvector LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH said AS (SELECT a, n FROM jsonb_array_elements(record -> 'attributions') WITH ORDINALITY
                AS e(a, n)),
  named AS (
    SELECT DISTINCT name.value FROM (
      SELECT a #> '{speaker,names}' AS names FROM said
      UNION ALL SELECT a #> '{on_behalf_of,names}' FROM said
      UNION ALL SELECT hop #> '{actor,names}' FROM said, jsonb_array_elements(a -> 'via') hop
      UNION ALL SELECT t -> 'names' FROM jsonb_array_elements(record -> 'topics') t
    ) every, jsonb_each_text(CASE jsonb_typeof(names) WHEN 'object' THEN names END) name),
  piece AS (
    SELECT 1 AS part, public.ledger_config(key) AS config, string_agg(value, ' ' ORDER BY key) AS words
      FROM jsonb_each_text(record -> 'texts') GROUP BY 2
    UNION ALL SELECT 2, 'public.words', string_agg(value, ' ' ORDER BY value) FROM named
    UNION ALL SELECT 3, public.ledger_config(a #>> '{document,language}'),
        string_agg(concat_ws(' ', a #>> '{quote,exact}', a ->> 'description'), ' ' ORDER BY n)
      FROM said GROUP BY 2),
  clipped AS (
    SELECT part, config, left(words, greatest(0, 150000 - coalesce(
      sum(length(words)) OVER (ORDER BY part, config
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::integer) AS words FROM piece)
  SELECT public.ledger_concat(setweight(to_tsvector(config, coalesce(words, '')),
    (ARRAY['A', 'B', 'C'])[part]::"char") ORDER BY part, config) FROM clipped
$$;

-- Marks of a claim's place in the ledger: its day and month, its blocks. None of what is NULL.
CREATE FUNCTION ledger_place(published_at timestamptz, first_seq bigint) RETURNS tsvector
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT array_to_tsvector(array_remove(ARRAY[
    '=on:' || to_char(published_at AT TIME ZONE 'UTC', 'YYYYMMDD'),
    '=in:' || to_char(published_at AT TIME ZONE 'UTC', 'YYYYMM'),
    '=0:' || (first_seq >> 8), '=1:' || (first_seq >> 11), '=2:' || (first_seq >> 14),
    '=3:' || (first_seq >> 17)], NULL))
$$;

-- The smallest period that holds both days, by its leading digits: a day, the days of a month with
-- the same first digit, a month, a year, a decade, a century; '' where none does. Days before 1900
-- count as its first, days after 2099 as its last.
CREATE FUNCTION ledger_when(earliest text, latest text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT left(first, (SELECT max(n) FROM unnest(ARRAY[0, 2, 3, 4, 6, 7, 8]) n
                      WHERE left(first, n) = left(last, n)))
  FROM (SELECT greatest('19000101', least(replace(earliest, '-', ''), '20991231')) AS first,
          least('20991231', greatest(replace(latest, '-', ''), '19000101')) AS last) days
  WHERE earliest IS NOT NULL AND latest IS NOT NULL
$$;

-- What a claim's record is filtered by. Of when something was said, each period that holds it, and
-- with "~" the smallest, where that is longer than a day: any days are then looked for by few marks.
CREATE FUNCTION ledger_marks(record jsonb) RETURNS tsvector LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH said AS (
    SELECT a, public.ledger_when(a ->> 'said_earliest', a ->> 'said_latest') AS period
    FROM jsonb_array_elements(record -> 'attributions') a),
  mark AS (
    SELECT 'status:' || (record #>> '{evidence_status,code}') AS mark
    UNION ALL SELECT 'language:' || language
      FROM jsonb_array_elements_text(record -> 'languages') language
    UNION ALL SELECT 'topic:' || (t ->> 'id') FROM jsonb_array_elements(record -> 'topics') t
    UNION ALL SELECT 'actor:' || (hop #>> '{actor,id}') FROM said, jsonb_array_elements(a -> 'via') hop
    UNION ALL SELECT 'said:' || left(period, n) FROM said, unnest(ARRAY[2, 3, 4, 6, 7, 8]) n
      WHERE n <= length(period)
    UNION ALL SELECT 'said:~' || period FROM said WHERE length(period) < 8
    UNION ALL SELECT unnest(ARRAY[
        'actor:' || (a #>> '{speaker,id}'), 'actor:' || (a #>> '{on_behalf_of,id}'),
        'speaker:' || (a #>> '{speaker,id}'),
        'speaker:' || (a #>> '{speaker,id}') || ':' || (a ->> 'stance'),
        'stance:' || (a ->> 'stance'), 'manner:' || (a ->> 'manner'),
        'evidence:' || (a #>> '{evidence_in_text,code}'),
        'document:' || (a #>> '{document,id}'), 'source:' || (a #>> '{document,source,id}')])
      FROM said)
  SELECT array_to_tsvector(coalesce(array_agg('=' || mark.mark), '{}')) FROM mark
  WHERE mark.mark IS NOT NULL
$$;

-- The words of a claim's wording and of its speakers' names as they are written: what a search
-- with a slip in it may have meant.
CREATE FUNCTION ledger_spellings(record jsonb) RETURNS varchar(40)[] LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH said AS (
    SELECT left(string_agg(left(value, 5000), ' '), 150000) AS words FROM (
      SELECT value FROM jsonb_each_text(record -> 'texts')
      UNION ALL SELECT name.value FROM jsonb_array_elements(record -> 'attributions') a,
        jsonb_each_text(CASE jsonb_typeof(a #> '{speaker,names}')
                        WHEN 'object' THEN a #> '{speaker,names}' END) name) every)
  SELECT ARRAY(
    SELECT word FROM said, unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', words))) word
    WHERE length(word) BETWEEN 4 AND 40 AND word !~ '[^[:alpha:]]'
    ORDER BY word LIMIT 200)::varchar(40)[]
$$;

-- ``addresses.slug`` of the wording that ``addresses.url`` names a record by, to the same letters.
CREATE FUNCTION ledger_slug(texts jsonb) RETURNS varchar(60) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  words text := coalesce(texts ->> 'en', (SELECT value FROM jsonb_each_text(texts)
                                          ORDER BY key COLLATE "C" LIMIT 1));
BEGIN
  words := translate(words, E'’''\x1c\x1d\x1e\x1f', '      ');
  words := lower(regexp_replace(normalize(words, NFKD), '[^\u0001-\u007F]', '', 'g'));
  words := regexp_replace(words, '[^a-z0-9_\s-]', '', 'g');
  words := btrim(regexp_replace(words, '[-\s]+', '-', 'g'), '-_');
  RETURN CASE WHEN length(words) <= 60 THEN words
    ELSE regexp_replace(left(words, 60), '-[^-]*$', '') END;
END $$;

-- The marks of that name with any of these values, as a query.
CREATE FUNCTION ledger_any(name text, VARIADIC "values" text[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT string_agg(quote_literal('=' || name || ':' || v), '|')::tsquery FROM unnest("values") v
$$;

-- The ids that an actor goes by: its own, and those of the actors merged into it.
CREATE FUNCTION ledger_ids_of(actor text) RETURNS text[] LANGUAGE sql STABLE STRICT
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH RECURSIVE way (id, hops) AS (
    SELECT actor::varchar, 0
    UNION ALL
    SELECT r.id, way.hops + 1 FROM way JOIN ledger_record r
    ON r.kind = 'actor' AND r.merged_into = way.id AND way.hops < 20
  )
  SELECT array_agg(DISTINCT id)::text[] FROM way
$$;

-- That this actor speaks; of_stance: takes this stance, '' for any.
CREATE FUNCTION ledger_spoken(actor text, of_stance text) RETURNS tsquery LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.ledger_any('speaker', VARIADIC array_agg(
    id || CASE of_stance WHEN '' THEN '' ELSE ':' || of_stance END))
  FROM unnest(public.ledger_ids_of(actor)) id
$$;

-- The words of an actor's wording in lists: of its names in all languages and its aliases.
CREATE FUNCTION ledger_names(record jsonb) RETURNS tsvector LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.ledger_concat(to_tsvector('public.words', left(name, 2000)) ORDER BY n)
  FROM (
    SELECT row_number() OVER (ORDER BY part, name) AS n, name FROM (
      SELECT 1 AS part, value AS name FROM jsonb_each_text(record -> 'names')
      UNION ALL SELECT 2, value FROM jsonb_array_elements_text(record -> 'aliases')
      UNION ALL SELECT 3, record ->> 'name' UNION ALL SELECT 4, record ->> 'title'
    ) every WHERE name IS NOT NULL) numbered
  WHERE n <= 100
$$;

-- The actors that somebody may mean by these words, and those that were merged into them.
CREATE FUNCTION ledger_meant(words text) RETURNS TABLE (id text, search tsvector)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT unnest(public.ledger_ids_of(named.id)), named.search FROM (
    SELECT r.id, r.search FROM ledger_record r
    WHERE r.search @@ phraseto_tsquery('public.words', words) AND r.kind = 'actor' LIMIT 20) named
$$;

-- A word or phrase in whatever language it is, or what an actor of that name says.
CREATE FUNCTION ledger_term(term text) RETURNS tsquery LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT phraseto_tsquery('public.words', term) || phraseto_tsquery('public.words_fr', term)
    || phraseto_tsquery('public.words_en', term)
    || coalesce((SELECT public.ledger_any('actor', VARIADIC array_agg(id))
                 FROM public.ledger_meant(term)), '')
$$;

-- A search as a query. Each term begins with + or -; a bare | begins the next alternative. Words
-- that French or English leave out count only where there is no other. NULL: no words at all.
CREATE FUNCTION ledger_query(terms text[]) RETURNS tsquery LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  term text;
  alternative tsquery := '';
  whole tsquery := '';
  spare tsquery := '';
BEGIN
  FOREACH term IN ARRAY terms LOOP
    IF term = '|' THEN
      whole := whole || alternative;
      alternative := '';
    ELSIF term LIKE '-%' THEN
      alternative := alternative && !! ledger_term(substr(term, 2));
    ELSIF numnode(phraseto_tsquery('public.words_fr', substr(term, 2))) = 0
       OR numnode(phraseto_tsquery('public.words_en', substr(term, 2))) = 0 THEN
      spare := spare && ledger_term(substr(term, 2));
    ELSE
      alternative := alternative && ledger_term(substr(term, 2));
    END IF;
  END LOOP;
  whole := whole || alternative;
  whole := CASE WHEN numnode(whole) > 0 THEN whole ELSE spare END;
  RETURN CASE WHEN numnode(whole) > 0 THEN whole END;
END $$;

-- Any single word of these terms, or of the names of the actors they mean: for marking words.
CREATE FUNCTION ledger_lights(terms text[]) RETURNS tsquery LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT string_agg(replace(plainto_tsquery(config, word)::text, '&', '|'), '|')
         FILTER (WHERE numnode(plainto_tsquery(config, word)) > 0)::tsquery
  FROM (SELECT unnest(terms) AS word
        UNION ALL
        (SELECT lexeme FROM unnest(terms) term, ledger_meant(term) meant, unnest(meant.search)
         LIMIT 200)) words,
    unnest(ARRAY['public.words', 'public.words_fr', 'public.words_en']::regconfig[]) config
$$;

-- The newest standing claims below a first_seq that meet both queries (``said`` may be NULL: any; no
-- claim meets a ``query`` that is) and, where ``together``, have one attribution that meets all of the
-- conditions given. Time is gone back through in stretches, each about twice as long as the one
-- before up to 131,072 seqs, since the index gathers all matches of one before it gives the first;
-- one with many matches is taken in its eighths.
CREATE FUNCTION ledger_find(query tsquery, said tsquery, below bigint, wanted integer,
  since timestamptz, together boolean, speakers text[], in_document text, in_source text, of_stance text,
  of_manner text, of_evidence text, after_day date, before_day date)
RETURNS TABLE (seq bigint, first_seq bigint) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  few integer := greatest(wanted, 64);
  newest bigint := least(below - 1, (SELECT max(first_seq) FROM ledger_claim));
  edge bigint := (newest >> 8) + 1;  -- in blocks of 256, as low and high
  even integer := 0;  -- edge is a multiple of this power of two
  width integer := greatest(0, ceil(log(2, wanted / 256.0)));
  lows bigint[];  -- a stack of parts still to be looked at, the newest on top
  highs bigint[];
  evens integer[];
  low bigint;
  high bigint;
  k integer;
  level integer;
  blocks tsquery;
  n integer := 0;
  seqs bigint[];
  firsts bigint[];
  given integer := 0;
BEGIN
  WHILE given < wanted LOOP
    IF n > 0 THEN
      low := lows[n]; high := highs[n]; k := evens[n];
      n := n - 1;
    ELSE
      EXIT WHEN coalesce(edge, 0) <= 0;  -- the next stretch back in time, twice as long
      low := ((edge - 1) >> width) << width; high := edge; k := least(even, width);
      edge := low; even := width; width := least(width + 1, 9);
    END IF;
    level := k / 3;  -- low and high are whole blocks of that level
    blocks := ledger_any(level::text, VARIADIC ARRAY(
      SELECT generate_series(low >> 3 * level, (high - 1) >> 3 * level)::text));
    SELECT array_agg(f.seq ORDER BY f.first_seq DESC), array_agg(f.first_seq ORDER BY f.first_seq DESC)
    INTO seqs, firsts FROM (
      SELECT c.seq, c.first_seq FROM ledger_claim c
      -- Three conditions, not one query: so the index goes straight to where all three can be.
      WHERE c.search @@ query AND c.search @@ coalesce(said, blocks) AND c.search @@ blocks
        AND c.first_seq + 0 < below  -- no index: all but one block lie below
        AND (since IS NULL OR c.published_at >= since)
        AND (NOT together OR EXISTS (
          SELECT 1 FROM ledger_attribution a WHERE a.claim_id = c.id
            AND (speakers IS NULL OR a.speaker_id = ANY (speakers))
            AND (in_document IS NULL OR a.document_id = in_document)
            AND (in_source IS NULL OR a.source_id = in_source)
            AND (of_stance IS NULL OR a.stance = of_stance)
            AND (of_manner IS NULL OR a.manner = of_manner)
            AND (of_evidence IS NULL OR a.evidence = of_evidence)
            AND (after_day IS NULL OR a.said_latest >= after_day)
            AND (before_day IS NULL OR a.said_earliest <= before_day)))
      LIMIT CASE WHEN high > low + 1 THEN few + 1 END) f;
    IF coalesce(cardinality(seqs), 0) <= few OR high = low + 1 THEN
      RETURN QUERY SELECT s, f FROM unnest(seqs, firsts) AS u(s, f) LIMIT wanted - given;
      given := given + coalesce(cardinality(seqs), 0);
    ELSE
      k := greatest(k - 3, 0);
      FOR part IN low >> k .. (high >> k) - 1 LOOP
        n := n + 1;
        lows[n] := part << k; highs[n] := (part + 1) << k; evens[n] := k;
      END LOOP;
    END IF;
  END LOOP;
END $$;
