/// `lateen canary`: weights that move by themselves. Pilot moves them; these commands begin, show and tell.
@NullMarked
package dev.lateen.cli.canary;

import org.jspecify.annotations.NullMarked;
