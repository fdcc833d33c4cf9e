package dev.lifeboat.flow;

import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.util.List;

/** Search attributes by which runs are found in the Temporal UI. Unencrypted: names only. */
public final class SearchKeys {
    /** backup, copy, verify, restore, phase, drill, audit, retention, health, notices or notify-test. */
    public static final SearchAttributeKey<String> KIND = SearchAttributeKey.forKeyword("LifeboatKind");

    public static final SearchAttributeKey<String> RUNBOOK = SearchAttributeKey.forKeyword("LifeboatRunbook");

    /** The phase that a restore is in. */
    public static final SearchAttributeKey<String> PHASE = SearchAttributeKey.forKeyword("LifeboatPhase");

    /** What a person has to decide; "nothing" while nobody has to. */
    public static final SearchAttributeKey<String> WAITING_FOR = SearchAttributeKey.forKeyword("LifeboatWaitingFor");

    /** "true" for a rehearsal. */
    public static final SearchAttributeKey<String> DRILL = SearchAttributeKey.forKeyword("LifeboatDrill");

    private SearchKeys() {}

    /** All keys, for registration. */
    public static List<SearchAttributeKey<String>> all() {
        return List.of(KIND, RUNBOOK, PHASE, WAITING_FOR, DRILL);
    }

    public static SearchAttributes of(String kind, String runbook) {
        return SearchAttributes.newBuilder()
                .set(KIND, kind)
                .set(RUNBOOK, runbook)
                .build();
    }
}
