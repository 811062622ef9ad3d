/// Makes a test fail when a Netty buffer was not released.
@NullMarked
package dev.lateen.testkit.leak;

import org.jspecify.annotations.NullMarked;
