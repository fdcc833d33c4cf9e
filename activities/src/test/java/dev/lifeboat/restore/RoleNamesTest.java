package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles get other names where the grammar has roles, and nowhere else. */
class RoleNamesTest {
    private final RoleNames names =
            new RoleNames(Map.of("app", "new app", "Odd \"One\"", "plain", "owner", "boss", "to", "x"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ALTER TABLE public.app OWNER TO owner|ALTER TABLE public.app OWNER TO \"boss\"",
                "ALTER TABLE public.owner OWNER TO \"Odd \"\"One\"\"\"|ALTER TABLE public.owner OWNER TO \"plain\"",
                "ALTER FUNCTION public.f(app text) OWNER TO app|ALTER FUNCTION public.f(app text) OWNER TO \"new app\"",
                "GRANT SELECT(app),UPDATE ON TABLE public.app TO app,other,owner|GRANT SELECT(app),UPDATE ON TABLE public.app TO \"new app\",other,\"boss\"",
                "GRANT ALL ON SCHEMA app TO PUBLIC|GRANT ALL ON SCHEMA app TO PUBLIC",
                "GRANT SELECT ON TABLE \"to\" TO app WITH GRANT OPTION|GRANT SELECT ON TABLE \"to\" TO \"new app\" WITH GRANT OPTION",
                "GRANT app TO owner WITH INHERIT TRUE GRANTED BY postgres|GRANT app TO \"boss\" WITH INHERIT TRUE GRANTED BY postgres",
                "REVOKE ALL ON FUNCTION public.\"from\"(\"from\" text) FROM app|REVOKE ALL ON FUNCTION public.\"from\"(\"from\" text) FROM \"new app\"",
                "CREATE POLICY app ON public.app FOR SELECT TO app, owner USING ((app = 'TO app'::text))|CREATE POLICY app ON public.app FOR SELECT TO \"new app\", \"boss\" USING ((app = 'TO app'::text))",
                "CREATE POLICY p ON t USING (true)|CREATE POLICY p ON t USING (true)",
                "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA app GRANT SELECT ON TABLES TO app|ALTER DEFAULT PRIVILEGES FOR ROLE \"boss\" IN SCHEMA app GRANT SELECT ON TABLES TO \"new app\"",
                "ALTER DEFAULT PRIVILEGES FOR ROLE owner REVOKE ALL ON FUNCTIONS FROM PUBLIC|ALTER DEFAULT PRIVILEGES FOR ROLE \"boss\" REVOKE ALL ON FUNCTIONS FROM PUBLIC",
                "SET SESSION AUTHORIZATION owner|SET SESSION AUTHORIZATION \"boss\"",
                "CREATE USER MAPPING FOR app SERVER app OPTIONS ( \"user\" 'app')|CREATE USER MAPPING FOR \"new app\" SERVER app OPTIONS ( \"user\" 'app')",
                "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$GRANT app TO app$$|CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$GRANT app TO app$$",
                "COMMENT ON TABLE app IS 'OWNER TO app'|COMMENT ON TABLE app IS 'OWNER TO app'",
                "ALTER TABLE t ADD CONSTRAINT owner CHECK ((app <> E'\\' OWNER TO app'))|ALTER TABLE t ADD CONSTRAINT owner CHECK ((app <> E'\\' OWNER TO app'))"
            })
    void areRenamed(String statement, String expected) {
        assertThat(names.in(statement)).isEqualTo(expected);
    }
}
