/// Where resources come from. Every source speaks in [dev.lateen.pilot.source.SourceUpdate]s.
@NullMarked
package dev.lateen.pilot.source;

import org.jspecify.annotations.NullMarked;
