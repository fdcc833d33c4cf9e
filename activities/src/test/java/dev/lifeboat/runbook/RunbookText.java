package dev.lifeboat.runbook;

/** A runbook that is right, to be broken in one place; its lines are counted by the tests. */
final class RunbookText {
    static final String GOOD = """
            name: shop
            database: { url: "env:DATABASE_URL", yield-after: PT20S }
            store:
              primary: { kind: filesystem, path: ./backups }
            keys:
              recipients: [ keys/backup.pub.asc ]
              signing: "file:keys/signing.sec.asc"
              private: [ "file:keys/backup.sec.asc" ]
              passphrase: "env:KEY_PASSPHRASE"
            archive: { compression: zstd, level: 1, parallelism: 4, chunk: 256MiB, part: 64MiB }
            objectives: { rpo: PT24H, rto: PT4H }
            tiers:
              accounts: [ users, user_roles ]
            phases:
              - name: auth
                within: PT30M
                tables: [ users, user_roles ]
                gate:
                  - { name: somebody is there, sql: "select count(*) from users", equals: 1, within: PT10S }
                  - { name: people can log in, http: "https://app.example.com/health?deep=1", status: 200 }
                approval: { approvers: 1, roles: [ admin ], four-eyes: true, remind: PT5M, escalate: PT15M }
              - name: orders
                tables: [ shop.orders ]
            backups:
              daily: { at: "0 2 * * *", timezone: UTC, keep: P30D, scope: [ everything ] }
              sunday: { at: "0 2 * * 0", mode: weekly, verify: true, form: archive }
            drills:
              monthly: { at: "first sunday 04:00", set: random-monthly, sign-off: admin }
            drill-server: "postgresql://drill@localhost/postgres?sslmode=require"
            steps:
              before: [ { manual: "stop the writers" }, { notify: stakeholders } ]
            notify: { webhook: "env:WEBHOOK" }
            people:
              contacts:
                - { name: first, role: admin, email: oncall@example.com, url: "https://status.example.com" }
              escalation: [ first ]
            approvals: { direct: true }
            """;

    private RunbookText() {}

    /** Replaces the one place where {@code good} stands. */
    static String broken(String good, String bad) {
        if (GOOD.indexOf(good) < 0 || GOOD.indexOf(good) != GOOD.lastIndexOf(good)) {
            throw new IllegalArgumentException("not exactly once in the text: " + good);
        }
        return GOOD.replace(good, bad);
    }
}
