/** Further copies of sets: in other stores and on offline disks, each compared byte by byte with its signed manifest. */
@NullMarked
package dev.lifeboat.copy;

import org.jspecify.annotations.NullMarked;
