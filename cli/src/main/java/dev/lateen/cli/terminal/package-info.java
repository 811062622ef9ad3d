/// What every command says and how: tables, colours, exit codes, failures with hints.
@NullMarked
package dev.lateen.cli.terminal;

import org.jspecify.annotations.NullMarked;
