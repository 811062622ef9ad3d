/// What the mesh holds: the merged view of all sources, its revision and the durable local store.
@NullMarked
package dev.lateen.pilot.registry;

import org.jspecify.annotations.NullMarked;
