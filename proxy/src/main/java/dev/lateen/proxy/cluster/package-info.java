/// Where a request may go: clusters, endpoints, load balancing and split cursors. Pure: knows no connection.
@NullMarked
package dev.lateen.proxy.cluster;

import org.jspecify.annotations.NullMarked;
