package dev.lifeboat.audit;

/** What a tombstone is worth, as the log says: it can be copied from another store, and what took it back can be removed. */
enum Worth {
    /** The log calls the set deleted from this store. */
    LOGGED,
    /** The log says nothing of it: it began anew, the store had another name, or an entry was lost. */
    UNLOGGED,
    /** The log says that the set was removed from another store, or that it stays. */
    REFUTED
}
