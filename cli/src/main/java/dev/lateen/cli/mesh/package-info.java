/// A mesh on one machine: start, watch over, show, stop.
@NullMarked
package dev.lateen.cli.mesh;

import org.jspecify.annotations.NullMarked;
