-- What constraints and triggers of both apps call. A rule is raised by refuse(rule, message):
-- the rule's name is a sentence, the message says what would do.

CREATE FUNCTION refuse(rule text, message text, field text DEFAULT '') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = rule, MESSAGE = message,
    COLUMN = field;
END $$;

-- {"fr": "…", "en": "…"}: at least one entry, keys shaped as BCP 47 tags, values non-blank text of
-- at most 20,000 characters.
CREATE FUNCTION language_map_ok(value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN jsonb_typeof(value) <> 'object' OR value = '{}'::jsonb THEN false
    ELSE NOT EXISTS (
      SELECT 1 FROM jsonb_each(value) AS entry(tag, words)
      WHERE tag !~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'
        OR jsonb_typeof(words) <> 'string' OR btrim(words #>> '{}') = ''
        OR char_length(words #>> '{}') > 20000
    ) END
$$;
