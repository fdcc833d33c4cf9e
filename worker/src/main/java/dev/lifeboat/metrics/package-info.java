/** Numbers of this process and of a runbook's stores, as Prometheus reads them. */
@NullMarked
package dev.lifeboat.metrics;

import org.jspecify.annotations.NullMarked;
