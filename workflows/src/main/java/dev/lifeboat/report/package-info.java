/** What runs leave behind for people and auditors. */
@NullMarked
package dev.lifeboat.report;

import org.jspecify.annotations.NullMarked;
