/// The gateway side by side with other proxies: the same work, in turns, on the same machine.
@NullMarked
package dev.lateen.benchmarks;

import org.jspecify.annotations.NullMarked;
