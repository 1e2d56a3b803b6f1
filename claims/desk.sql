-- What the desk says of drafts: assignments end once. (Comments stay by the grant: no UPDATE.)

CREATE FUNCTION assignment_is_only_ended() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ending text[] := ARRAY['ended_at', 'ended_by_id'];
BEGIN
  IF OLD.ended_at IS NOT NULL
     OR to_jsonb(NEW) - ending IS DISTINCT FROM to_jsonb(OLD) - ending THEN
    PERFORM refuse('assignment_is_only_ended',
      'An assignment is ended once, and another one made: its history stays.');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assignment_is_only_ended BEFORE UPDATE ON claims_assignment
  FOR EACH ROW EXECUTE FUNCTION assignment_is_only_ended();

-- The submissions that wait for a review which this person may give: they took no part in them.
CREATE FUNCTION reviewable_by(person bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT s.id FROM claims_submission s, submission_subject(s) AS subject
  WHERE s.reviewed_at IS NULL AND s.submitted_by_id <> person
    AND NOT EXISTS (SELECT 1 FROM contributors(subject.kind, subject.pk) AS who WHERE who = person)
$$;
