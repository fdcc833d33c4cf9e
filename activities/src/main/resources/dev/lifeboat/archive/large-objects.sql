-- Comment, rights and owner of each large object, as the set has them. Rights first: they are the owner's to give.
DO $$
DECLARE
  object record;
  item record;
BEGIN
  FOR object IN SELECT * FROM @SCHEMA@.large_object LOOP
    IF object.comment IS NOT NULL THEN
      EXECUTE format('COMMENT ON LARGE OBJECT %s IS %L', object.loid, object.comment);
    END IF;
    IF @PRIVILEGES@ AND object.acl IS NOT NULL THEN
      EXECUTE format('REVOKE ALL ON LARGE OBJECT %s FROM CURRENT_USER', object.loid);
      FOR item IN SELECT a.*, r.rolname FROM aclexplode(object.acl::aclitem[]) a LEFT JOIN pg_roles r ON r.oid = a.grantee LOOP
        EXECUTE format('GRANT %s ON LARGE OBJECT %s TO %s%s', item.privilege_type, object.loid,
          CASE WHEN item.grantee = 0 THEN 'PUBLIC' WHEN item.rolname = object.owner THEN 'CURRENT_USER' ELSE quote_ident(item.rolname) END,
          CASE WHEN item.is_grantable AND item.rolname <> object.owner THEN ' WITH GRANT OPTION' ELSE '' END);
      END LOOP;
    END IF;
    IF @OWNERS@ THEN
      EXECUTE format('ALTER LARGE OBJECT %s OWNER TO %I', object.loid, object.owner);
    END IF;
  END LOOP;
END $$;
