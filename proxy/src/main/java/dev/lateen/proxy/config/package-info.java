/// How a proxy gets its snapshots: the stream from pilot, its acknowledgements, the last good snapshot on disk.
@NullMarked
package dev.lateen.proxy.config;

import org.jspecify.annotations.NullMarked;
