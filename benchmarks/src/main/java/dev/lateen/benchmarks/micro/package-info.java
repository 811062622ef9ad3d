/// The parts of the request path by themselves, under JMH: time and allocation for each operation.
@NullMarked
package dev.lateen.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
