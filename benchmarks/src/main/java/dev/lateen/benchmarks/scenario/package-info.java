/// What is measured: the work of the proxies and the load on them.
@NullMarked
package dev.lateen.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
