CREATE TABLE limits (most int); INSERT INTO limits VALUES (100);
CREATE FUNCTION fits(v int) RETURNS bool LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN coalesce(v <= (SELECT most FROM public.limits), false); END $$;
CREATE TABLE a_checked (v int CONSTRAINT fitting CHECK (fits(v))); INSERT INTO a_checked VALUES (1), (50);
SET check_function_bodies = off; CREATE FUNCTION known(text) RETURNS bool LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM public.words WHERE w = $1)' ;
CREATE TABLE words (w text); INSERT INTO words VALUES ('x'); CREATE DOMAIN word AS text CHECK (known(VALUE)); CREATE TABLE a_said (w word); INSERT INTO a_said VALUES ('x');
