/// What was measured: as a table, as JSON, as a picture.
@NullMarked
package dev.lateen.benchmarks.report;

import org.jspecify.annotations.NullMarked;
