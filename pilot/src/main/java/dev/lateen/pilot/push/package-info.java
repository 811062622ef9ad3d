/// From a change to an acknowledged snapshot: debounce, compile, stream, wait.
@NullMarked
package dev.lateen.pilot.push;

import org.jspecify.annotations.NullMarked;
