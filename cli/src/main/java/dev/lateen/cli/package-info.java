/// The `lateen` command: one class per command, grouped by what the command is about.
@NullMarked
package dev.lateen.cli;

import org.jspecify.annotations.NullMarked;
