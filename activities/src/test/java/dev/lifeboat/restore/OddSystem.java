package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.backup.Reusing;
import dev.lifeboat.backup.TakenSet;
import dev.lifeboat.gate.GateActivitiesImpl;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.set.Vault;
import dev.lifeboat.verify.OpenedSet;
import dev.lifeboat.verify.PartRange;
import dev.lifeboat.verify.VerifyActivitiesImpl;
import dev.lifeboat.verify.VerifyRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A database made by a script, a set of it, and restores of that set into new databases: by the activities in the
 * workflow's order, without a Temporal server, so that hundreds of them fit into a test run.
 */
final class OddSystem {
    final String source;
    final Manifest manifest;
    private final OddServer from;
    private final OddServer to;
    private final String options;
    private final Path folder;
    private final Secrets secrets;
    private final Runbook runbook;
    private DumpText dumpOfSource;

    /** What the steps of the last restore said. */
    final List<String> notes = new ArrayList<>();

    private static final class Shared {
        static final Path KEYS = TestServer.folder().resolve("odd-keys");

        static {
            KeyFiles.generate(KEYS, KeyAlgorithm.CURVE25519, "odd", null);
        }
    }

    /** On the shared server. */
    OddSystem(Path folder, String options, String script) throws Exception {
        this(OddServer.base(), OddServer.base(), folder, options, script);
    }

    /**
     * Makes the database and takes a set of it.
     *
     * @param from holds the database
     * @param to restores go there
     * @param options of CREATE DATABASE, for source and targets alike
     * @param script for psql
     */
    OddSystem(OddServer from, OddServer to, Path folder, String options, String script) throws Exception {
        this(from, to, folder, options, script, SetContent.WHOLE);
    }

    /** As above, with a set of a part of it or in another form. */
    OddSystem(OddServer from, OddServer to, Path folder, String options, String script, SetContent content)
            throws Exception {
        this.from = from;
        this.to = to;
        this.options = options;
        this.folder = folder;
        this.source = from.database(options);
        Path keys = Shared.KEYS;
        Path file = Files.writeString(folder.resolve("script.sql"), script);
        from.tool("psql", from.version(), source, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=" + file);
        this.secrets = new Secrets(Map.of("SOURCE", from.url(source), "TARGET", to.url("postgres")));
        this.runbook = runbook(
                StoreLocation.folder(folder.resolve("store").toString()),
                new Keys(
                        List.of(keys.resolve("backup.pub.asc").toString()),
                        "file:" + keys.resolve("signing.sec.asc"),
                        List.of("file:" + keys.resolve("backup.sec.asc")),
                        null,
                        List.of()),
                List.of());
        this.manifest = taken(content);
    }

    private OddSystem(OddSystem other, Runbook runbook, SetContent content) {
        this.from = other.from;
        this.to = other.to;
        this.options = other.options;
        this.folder = other.folder;
        this.source = other.source;
        this.secrets = other.secrets;
        this.runbook = runbook;
        this.manifest = taken(content);
    }

    private OddSystem(OddSystem other, OddServer to, String url, String options) {
        this.from = other.from;
        this.to = to;
        this.options = options;
        this.folder = other.folder;
        this.source = other.source;
        this.secrets = new Secrets(Map.of("SOURCE", from.url(source), "TARGET", url));
        this.runbook = other.runbook;
        this.manifest = other.manifest;
    }

    /** What a set says that is taken for a runbook whose target is this. */
    List<String> restorability(String targetUrl) {
        Runbook book = runbook.withTarget("env:DECLARED");
        Secrets declared = new Secrets(Map.of("SOURCE", from.url(source), "DECLARED", targetUrl));
        String set = TakenSet.take(book, declared, OddServer.tools());
        return new SetReader(OpenVault.of(Vault.of(book), declared))
                .authenticate(set)
                .manifest()
                .restorability();
    }

    /** The same set, restored elsewhere or as another role. */
    OddSystem into(OddServer other, String url, String databaseOptions) {
        return new OddSystem(this, other, url, databaseOptions);
    }

    /** The same database, of which another set is taken. */
    OddSystem with(SetContent content) {
        return new OddSystem(this, runbook, content);
    }

    /** The same database as it is now, of which another set is taken that refers to unchanged chunks of the one before. */
    OddSystem reusing() {
        return new OddSystem(this, Reusing.of(runbook), SetContent.WHOLE);
    }

    /** The same database, of which another set is taken in chunks of this size. */
    OddSystem cut(ByteCount chunk) {
        return new OddSystem(this, Reusing.of(runbook, chunk), SetContent.WHOLE);
    }

    Runbook runbook() {
        return runbook;
    }

    /** The runbook with these phases. */
    Runbook with(List<Phase> phases) {
        return runbook(runbook.store().primary(), runbook.keys(), phases);
    }

    Secrets secrets() {
        return secrets;
    }

    private Manifest taken(SetContent content) {
        String setId = TakenSet.take(runbook, secrets, OddServer.tools(), content);
        VerifyActivitiesImpl verify = new VerifyActivitiesImpl(secrets, Clock.systemUTC());
        OpenedSet opened = verify.open(new VerifyRequest(Vault.of(runbook), setId, 1));
        assertThat(opened.problem()).isNull();
        PartRange all = new PartRange(Vault.of(runbook), setId, opened.manifestSha256(), 0, opened.parts());
        verify.verifyParts(all);
        verify.verifySchema(all);
        return new SetReader(OpenVault.of(Vault.of(runbook), secrets))
                .authenticate(setId)
                .manifest();
    }

    /** Restores in one phase; returns the target's name. Every gate has been green. */
    String restoreAtOnce() throws Exception {
        return restore(List.of());
    }

    /** Restores over three phases, to which the tables are dealt like cards: nothing that belongs together stays so. */
    String restoreScattered() throws Exception {
        List<String> names = manifest.tables().stream()
                .map(TableInfo::qualifiedName)
                .filter(name -> name.chars().filter(c -> c == '.').count() == 1)
                .toList();
        return restore(IntStream.range(0, Math.min(2, names.size()))
                .mapToObj(phase -> new Phase(
                        "phase-" + phase,
                        null,
                        IntStream.range(0, names.size())
                                .filter(place -> place % 3 == phase)
                                .mapToObj(names::get)
                                .toList(),
                        List.of(),
                        List.of(),
                        null))
                .toList());
    }

    /** What a restore into a new database would be. */
    RestorePlan plan(Rights rights) throws SQLException {
        return new RestorePlanner(secrets, connections(), OddServer.tools())
                .plan(request(runbook, to.database(options), rights, Selection.ALL), "restore/odd/plan");
    }

    String restore(List<Phase> phases) throws Exception {
        return restore(phases, Rights.ALL);
    }

    String restore(List<Phase> phases, Rights rights) throws Exception {
        return restore(phases, rights, Selection.ALL);
    }

    String restore(List<Phase> phases, Rights rights, Selection selection) throws Exception {
        String target = to.database(options);
        Recovery recovery = begin(target, phases, rights, selection);
        GateActivitiesImpl gates = new GateActivitiesImpl(secrets, connections(), new PinnedSets(), Clock.systemUTC());
        for (String name : recovery.phases()) {
            recovery.load(name);
            recovery.build(name);
            Phase phase = phases.stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElse(new Phase(name, null, List.of(), List.of(), List.of(), null));
            GateResult gate = gates.examine(recovery.run, phase, GateStage.DATA, 1, false);
            assertThat(gate.checks())
                    .as(name)
                    .filteredOn(check -> !check.passed())
                    .extracting(GateCheck::toString)
                    .isEmpty();
            recovery.open(name);
        }
        recovery.finish();
        notes.clear();
        notes.addAll(recovery.notes);
        assertThat(notes)
                .filteredOn(note -> note.startsWith("not restored") || note.contains("could not be filled"))
                .isEmpty();
        return target;
    }

    /** Begins a restore into this empty database: its structures are there, its rows are not. */
    Recovery begin(String target, List<Phase> phases, Rights rights, Selection selection) {
        RestoreActivities activities = new RestoreActivitiesImpl(
                secrets, connections(), OddServer.tools(), new PinnedSets(), Clock.systemUTC());
        Recovery recovery =
                Recovery.begin(activities, request(with(phases), target, rights, selection), "restore/odd/" + target);
        assertThat(recovery.plan.blockers()).isEmpty();
        recovery.structures();
        return recovery;
    }

    private TargetConnections connections() {
        return new TargetConnections(new PostgresConnector(secrets)::connect);
    }

    /** Restores with the set's own script: no Lifeboat in it. */
    String restoreByHand() throws Exception {
        return restoreByHand(to.database(options));
    }

    /** As {@link #restoreByHand()}, into a database that is there. */
    String restoreByHand(String target) throws Exception {
        byHand().restore(to.url(target));
        return target;
    }

    /** A compressed object of the set, decrypted and decompressed by the system's own tools. */
    String plain(String object) throws Exception {
        return byHand().plain(object);
    }

    /** The system's own tools on the set. */
    ByHand byHand() {
        return new ByHand(
                folder,
                folder.resolve("store").resolve(manifest.set()),
                Shared.KEYS.resolve("backup.sec.asc"),
                Map.of());
    }

    /** What pg_dump of the target's version says of the source and not of the target, or the other way round. */
    List<String> differences(String target) throws SQLException {
        return DumpText.differences(dumpOfSource(), dump(to, target));
    }

    /** As {@link #differences(String)}, of rows, sequences and large objects only. */
    List<String> differencesInRows(String target) throws SQLException {
        return DumpText.differencesInRows(dumpOfSource(), dump(to, target));
    }

    /** As {@link #differences(String)}, with a database that the target's pg_restore has made of the source's pg_dump. */
    List<String> differencesFromStockRestore(Path scratch, String target, String... restoreOptions)
            throws SQLException {
        String reference = to.database(options);
        Path dump = scratch.resolve("stock.dump");
        from.tool("pg_dump", from.version(), source, "--format=custom", "--file=" + dump);
        List<String> arguments = new ArrayList<>(List.of(restoreOptions));
        arguments.addAll(List.of("--exit-on-error", "--dbname=" + reference, dump.toString()));
        to.tool("pg_restore", to.version(), reference, arguments.toArray(String[]::new));
        return DumpText.differences(dump(to, reference), dump(to, target));
    }

    /** The source does not change while its restores are compared with it. */
    private DumpText dumpOfSource() throws SQLException {
        if (dumpOfSource == null) {
            dumpOfSource = dump(from, source);
        }
        return dumpOfSource;
    }

    private DumpText dump(OddServer server, String database) throws SQLException {
        return DumpText.read(server.dump(database, to.version()));
    }

    /** Drops source and target: hundreds of them would fill a disk. */
    void drop(String target) throws SQLException {
        from.execute("postgres", "DROP DATABASE " + source + " WITH (FORCE)");
        to.execute("postgres", "DROP DATABASE " + target + " WITH (FORCE)");
    }

    /** Source's and target's answers to a question. */
    List<String> answers(String target, String question) throws SQLException {
        return List.of(from.answer(source, question), to.answer(target, question));
    }

    private RestoreRequest request(Runbook book, String target, Rights rights, Selection selection) {
        return request(book, new DatabaseRef("env:TARGET", target), target, rights, selection);
    }

    /** A restore of this system's set. */
    RestoreRequest request(Runbook book, DatabaseRef reference, String target, Rights rights, Selection selection) {
        return new RestoreRequest(
                book,
                "0".repeat(64),
                manifest.set(),
                reference,
                target,
                false,
                false,
                false,
                null,
                "test",
                List.of(),
                true,
                false,
                rights,
                selection,
                null,
                null);
    }

    private static Runbook runbook(StoreLocation store, Keys keys, List<Phase> phases) {
        return Runbook.of("odd", new Database("env:SOURCE", null), new StoreSettings(store, List.of()), keys)
                .withPhases(phases);
    }
}
