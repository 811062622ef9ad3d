/// What the three HTTP ports share: binding, guarding, replying.
@NullMarked
package dev.lateen.pilot.http;

import org.jspecify.annotations.NullMarked;
