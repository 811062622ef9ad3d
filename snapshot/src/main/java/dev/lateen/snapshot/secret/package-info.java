/// Reading secrets: certificates, keys and what they are good for. Pilot tells with it what proxies will say.
@NullMarked
package dev.lateen.snapshot.secret;

import org.jspecify.annotations.NullMarked;
