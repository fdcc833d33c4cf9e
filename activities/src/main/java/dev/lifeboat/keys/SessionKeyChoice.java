package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the session keys that were wrapped anew for a message. Whoever can write to the store can put one
 * there, so a wrong one says nothing about the message, and the next is tried. The only one, by a trusted signer, is
 * taken at its word; otherwise each has to open the whole message first, which is read once more for that: a session
 * key can be made that fits the beginning of a message.
 */
final class SessionKeyChoice {
    private final PrivateKeys keys;
    private final Supplier<InputStream> message;
    private final List<Chosen> candidates = new ArrayList<>();
    private final List<WrappedKey> failed = new ArrayList<>();
    private @Nullable LifeboatException locked;

    /** A session key and where it was found. */
    record Chosen(PGPSessionKey key, WrappedKey from) {
        boolean sameKey(Chosen other) {
            return key.getAlgorithm() == other.key.getAlgorithm() && Arrays.equals(key.getKey(), other.key.getKey());
        }
    }

    /** @param message from its beginning, as often as it is asked for */
    SessionKeyChoice(PrivateKeys keys, Supplier<InputStream> message) {
        this.keys = keys;
        this.message = message;
    }

    /**
     * The one that opens the message; null: none was wrapped for these keys. Throws SET_CORRUPT, naming what was tried, where even a
     * trusted signer's does not open it, KEY_UNUSABLE where only others' do not, or the key for it cannot be unlocked.
     */
    @Nullable
    Chosen among(List<WrappedKey> wrapped) {
        wrapped.stream().sorted(Comparator.comparing(one -> !one.trusted())).forEach(this::unwrap);
        if (failed.isEmpty()
                && candidates.size() == 1
                && candidates.get(0).from().trusted()) {
            return candidates.get(0);
        }
        for (Chosen candidate : candidates) {
            if (opens(candidate)) {
                return candidate;
            }
            failed.add(candidate.from());
        }
        List<String> records =
                failed.stream().map(WrappedKey::record).distinct().sorted().toList();
        if (failed.stream().anyMatch(WrappedKey::trusted)) {
            throw new LifeboatException(
                    SET_CORRUPT, "no session key that was wrapped anew opens it; tried " + String.join(", ", records));
        }
        if (locked != null) {
            throw locked;
        }
        if (!failed.isEmpty()) {
            throw new LifeboatException(
                    KEY_UNUSABLE,
                    "it was encrypted for other recipients, and what strangers wrapped anew does not open it: "
                            + String.join(", ", records));
        }
        return null;
    }

    private void unwrap(WrappedKey wrapped) {
        try {
            PGPSessionKey key = SessionKeys.unwrap(Base64.getDecoder().decode(wrapped.packet()), keys);
            if (key != null) {
                Chosen candidate = new Chosen(key, wrapped);
                if (candidates.stream().noneMatch(candidate::sameKey)) {
                    candidates.add(candidate);
                }
            }
        } catch (LifeboatException e) {
            if (e.code() == KEY_UNUSABLE) {
                locked = e;
            } else {
                failed.add(wrapped);
            }
        } catch (IOException | PGPException | RuntimeException e) {
            failed.add(wrapped);
        }
    }

    private boolean opens(Chosen candidate) {
        try (InputStream ciphertext = message.get();
                InputStream plain = PgpOpener.plain(SessionKeys.packets(ciphertext), candidate, ciphertext)) {
            plain.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (LifeboatException e) {
            if (e.code() != SET_CORRUPT) {
                throw e;
            }
            return false;
        } catch (IOException | PGPException | RuntimeException e) {
            return false;
        }
    }
}
