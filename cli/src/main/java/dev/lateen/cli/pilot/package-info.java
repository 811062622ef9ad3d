/// HTTP to pilot, all of it.
@NullMarked
package dev.lateen.cli.pilot;

import org.jspecify.annotations.NullMarked;
