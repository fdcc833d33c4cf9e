/** Sets in a container of Azure Blob Storage, through its own SDK and the JDK's HTTP client. */
@NullMarked
package dev.lifeboat.store.azure;

import org.jspecify.annotations.NullMarked;
