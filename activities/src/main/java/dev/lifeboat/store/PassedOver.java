package dev.lifeboat.store;

/** Hears that an object came from another store than the nearest, which failed, lacks it, or has something else. */
@FunctionalInterface
public interface PassedOver {
    /** Nobody hears it. */
    PassedOver UNHEARD = (object, store, error, readFrom) -> {};

    /**
     * Called while the object is being read, by any thread; must not throw.
     *
     * @param object its name, or that of its set
     * @param store the one that was passed over
     * @param error why; {@link NoSuchObjectException}: it is not there
     * @param readFrom the name of the one that gave it
     */
    void passedOver(String object, NamedStore store, RuntimeException error, String readFrom);
}
