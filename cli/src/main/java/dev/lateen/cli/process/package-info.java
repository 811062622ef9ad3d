/// Programs, processes and ports of this machine.
@NullMarked
package dev.lateen.cli.process;

import org.jspecify.annotations.NullMarked;
