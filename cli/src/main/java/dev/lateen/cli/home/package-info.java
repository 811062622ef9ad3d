/// The folder that a mesh on one machine keeps its state in.
@NullMarked
package dev.lateen.cli.home;

import org.jspecify.annotations.NullMarked;
