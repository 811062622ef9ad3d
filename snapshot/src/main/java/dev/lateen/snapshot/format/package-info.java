/// Values that a proxy makes for each request, in Envoy's format strings: parsed once, told apart into text and fields.
@NullMarked
package dev.lateen.snapshot.format;

import org.jspecify.annotations.NullMarked;
