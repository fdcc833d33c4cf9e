package dev.lifeboat.rollback;

import java.util.List;

/**
 * What applying a roll-back did.
 *
 * @param applied false: the definitions have changed since the plan; nothing was done
 * @param notes what is otherwise than rehearsed
 */
public record RollbackReceipt(boolean applied, List<String> notes) {
    public RollbackReceipt {
        notes = List.copyOf(notes);
    }
}
