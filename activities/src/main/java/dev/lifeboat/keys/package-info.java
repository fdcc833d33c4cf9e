/** OpenPGP: encrypting, decrypting and signing so that gpg 2.2 can read it. */
@NullMarked
package dev.lifeboat.keys;

import org.jspecify.annotations.NullMarked;
