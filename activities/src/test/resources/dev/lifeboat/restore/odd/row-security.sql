CREATE TABLE t (id int, owner text); INSERT INTO t VALUES (1, 'odd_app'), (2, 'x');
ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE TABLE members (who text); INSERT INTO members VALUES ('odd_app');
CREATE POLICY own ON t AS PERMISSIVE FOR SELECT TO odd_app, "odd ""Reader""" USING (owner = current_user);
CREATE POLICY never ON t AS RESTRICTIVE FOR DELETE TO PUBLIC USING (false);
CREATE POLICY checked ON t FOR INSERT TO odd_app WITH CHECK (EXISTS (SELECT FROM members WHERE who = current_user));
CREATE TABLE enabled_only (a int); ALTER TABLE enabled_only ENABLE ROW LEVEL SECURITY; INSERT INTO enabled_only VALUES (1);
ALTER TABLE t OWNER TO odd_owner;
GRANT SELECT, INSERT ON t TO odd_app; GRANT SELECT (who) ON members TO "odd ""Reader""";
COMMENT ON POLICY own ON t IS 'own rows';
-- equal: SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
