/// Bound addresses and the downstream connections accepted there.
@NullMarked
package dev.lateen.proxy.listener;

import org.jspecify.annotations.NullMarked;
