/// What a proxy costs before and between requests: a start, the way to its full speed, idle connections.
@NullMarked
package dev.lateen.benchmarks.life;

import org.jspecify.annotations.NullMarked;
