/// The httpbin of the guide: echoes requests in httpbin's JSON shapes, in two versions that tell
/// themselves apart. Knows nothing of the mesh.
@NullMarked
package dev.lateen.httpbin;

import org.jspecify.annotations.NullMarked;
