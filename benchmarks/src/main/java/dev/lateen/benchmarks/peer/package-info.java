/// The proxies: their configurations from one description, their processes and what those use.
@NullMarked
package dev.lateen.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
