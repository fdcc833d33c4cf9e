/** What all workflows share: ids, queues, policies of activities, search attributes. */
@NullMarked
package dev.lifeboat.flow;

import org.jspecify.annotations.NullMarked;
