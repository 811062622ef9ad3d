/// The routing decision: pure, matched on bytes, the same code on the request path and in `lateen explain`.
@NullMarked
package dev.lateen.snapshot.route;

import org.jspecify.annotations.NullMarked;
