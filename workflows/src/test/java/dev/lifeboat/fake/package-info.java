/**
 * Strict twins of the activities, held in memory. They do what the real ones promise and refuse what the real ones must
 * never be asked: a part loaded twice, a phase opened without a gate, a set sealed from two snapshots.
 */
package dev.lifeboat.fake;
