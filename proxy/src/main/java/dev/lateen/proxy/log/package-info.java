/// The log of a program that serves before its log manager is there.
@NullMarked
package dev.lateen.proxy.log;

import org.jspecify.annotations.NullMarked;
