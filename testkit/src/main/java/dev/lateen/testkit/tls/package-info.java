/// Certificates made on the spot, and what clients and origins need to use them.
@NullMarked
package dev.lateen.testkit.tls;

import org.jspecify.annotations.NullMarked;
