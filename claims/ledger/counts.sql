-- Counters for facets: in how many standing claims, and in how many of their attributions, a
-- speaker, a topic, a stance occurs; and the words of claims, for the spelling of searches. Each
-- publication adds to a few rows in place, under the ledger's lock: no index holds a number that
-- changes every time, and pages are filled by half, so that a new version of a row finds room
-- beside the old one, touches no index, and the old one is cleared away with its page.
ALTER TABLE ledger_count SET (fillfactor = 50);

-- Orders counts roughly: the power of two below. Changes seldom, so it can be indexed. Of words,
-- which nobody lists by their number, always 0.
CREATE FUNCTION ledger_size(facet text, n bigint) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE facet WHEN 'word' THEN 0 ELSE
    floor(ln(greatest(n, 1)::float8) / ln(2::float8)) END::smallint
$$;

-- Today's id of each actor that was merged, directly or through others.
CREATE FUNCTION ledger_merged() RETURNS TABLE (id varchar, today varchar) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH RECURSIVE way (id, today, hops) AS (
    SELECT r.id, r.merged_into, 1 FROM ledger_record r
    WHERE r.kind = 'actor' AND r.merged_into IS NOT NULL
    UNION ALL
    SELECT way.id, r.merged_into, way.hops + 1 FROM way
    JOIN ledger_record r ON r.key = 'actor/' || way.today
    WHERE r.merged_into IS NOT NULL AND way.hops < 20
  )
  SELECT DISTINCT ON (way.id) way.id, way.today FROM way ORDER BY way.id, hops DESC
$$;

-- The id that an actor has today.
CREATE FUNCTION ledger_today(actor varchar) RETURNS varchar LANGUAGE sql STABLE STRICT
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH RECURSIVE way (id, hops) AS (
    SELECT actor, 0
    UNION ALL
    SELECT r.merged_into, way.hops + 1 FROM way JOIN ledger_record r ON r.key = 'actor/' || way.id
    WHERE r.merged_into IS NOT NULL AND way.hops < 20
  )
  SELECT id FROM way ORDER BY hops DESC LIMIT 1
$$;

-- What each standing claim adds to the counters. Few actors are merged: only these are followed.
CREATE VIEW ledger_counted AS
  SELECT c.id AS claim_id, f.facet, f.value, coalesce(said.n, 0) AS attributions
  FROM ledger_claim c
    LEFT JOIN (SELECT a.claim_id, count(*) AS n FROM ledger_attribution a GROUP BY a.claim_id) said
    ON said.claim_id = c.id,
    LATERAL (SELECT 'status' AS facet, c.status AS value
      UNION ALL SELECT 'language', unnest(c.languages) UNION ALL SELECT 'topic', unnest(c.topics)
      UNION ALL SELECT 'word', unnest(c.words)) f
  UNION ALL
  SELECT a.claim_id, f.facet, f.value, count(*)
  FROM ledger_attribution a LEFT JOIN ledger_record r
      ON r.key = 'actor/' || a.speaker_id AND r.merged_into IS NOT NULL,
    LATERAL (VALUES
      ('speaker', CASE WHEN r.key IS NULL THEN a.speaker_id ELSE ledger_today(r.id) END),
      ('stance', a.stance), ('manner', a.manner), ('evidence', a.evidence),
      ('source', a.source_id)) f (facet, value)
  WHERE f.value IS NOT NULL
  GROUP BY a.claim_id, f.facet, f.value;

CREATE VIEW ledger_count_v AS
  SELECT facet || ':' || value AS key, facet, value, count(*) AS claims,
    sum(attributions)::bigint AS attributions, ledger_size(facet, count(*)) AS size
  FROM ledger_counted GROUP BY facet, value;

-- Add what a claim adds now to the counters, or take it away with -1.
CREATE FUNCTION ledger_tally(p_claim varchar, sign integer) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  INSERT INTO ledger_count AS t
    SELECT facet || ':' || value, facet, value, sign, sign * attributions, 0
    FROM ledger_counted WHERE claim_id = p_claim ORDER BY 1
    ON CONFLICT (key) DO UPDATE SET claims = t.claims + excluded.claims,
      attributions = t.attributions + excluded.attributions,
      size = ledger_size(t.facet, t.claims + excluded.claims);
  IF sign < 0 THEN
    DELETE FROM ledger_count WHERE claims = 0 AND key IN (
      SELECT facet || ':' || value FROM ledger_counted WHERE claim_id = p_claim);
  END IF;
END $$;

-- Count a speaker anew, and those whose names it goes by or went by: after a merge.
CREATE FUNCTION ledger_recount(p_actor varchar) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  now_id varchar := coalesce((SELECT today FROM ledger_merged() WHERE id = p_actor), p_actor);
  every varchar[] := ARRAY(SELECT id FROM ledger_merged() WHERE today = now_id) || now_id;
BEGIN
  DELETE FROM ledger_count WHERE key IN (SELECT 'speaker:' || id FROM unnest(every) id);
  INSERT INTO ledger_count
    SELECT 'speaker:' || now_id, 'speaker', now_id, count(DISTINCT claim_id), count(*),
      ledger_size('speaker', count(DISTINCT claim_id))
    FROM ledger_attribution WHERE speaker_id = ANY (every) HAVING count(*) > 0;
END $$;
