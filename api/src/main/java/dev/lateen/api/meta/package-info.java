/// Kinds, keys and metadata of resources: what every document has, whatever its kind.
@NullMarked
package dev.lateen.api.meta;

import org.jspecify.annotations.NullMarked;
