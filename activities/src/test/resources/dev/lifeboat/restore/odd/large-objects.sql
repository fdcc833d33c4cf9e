SELECT lo_from_bytea(4242, decode('00ff5c0a27', 'hex'));
SELECT lo_from_bytea(4243, convert_to(repeat('large ', 200000), 'UTF8'));
SELECT lo_create(4244);
ALTER LARGE OBJECT 4243 OWNER TO odd_owner; GRANT SELECT ON LARGE OBJECT 4242 TO odd_app, PUBLIC; GRANT UPDATE ON LARGE OBJECT 4243 TO odd_app WITH GRANT OPTION;
COMMENT ON LARGE OBJECT 4242 IS E'an object\nof two lines';
CREATE TABLE t (name text, content oid); INSERT INTO t VALUES ('a', 4242), ('b', 4243);
-- equal: SELECT m.oid, pg_get_userbyid(lomowner), lomacl::text, md5(lo_get(m.oid)), obj_description(m.oid, 'pg_largeobject') FROM pg_largeobject_metadata m ORDER BY 1
-- by hand
