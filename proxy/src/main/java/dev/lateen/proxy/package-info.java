/// What the data plane is started with and answers with: settings, limits, figures. Depends on no other package of the
/// engine; `proxy.engine` puts them together.
@NullMarked
package dev.lateen.proxy;

import org.jspecify.annotations.NullMarked;
