/// The whole of Lateen put together: the laws of the modules, meshes in one JVM and as processes, the guide.
@NullMarked
package dev.lateen.it;

import org.jspecify.annotations.NullMarked;
