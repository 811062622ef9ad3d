/// Both ends of the wire: the load generator and the origin behind the proxies.
@NullMarked
package dev.lateen.benchmarks.load;

import org.jspecify.annotations.NullMarked;
