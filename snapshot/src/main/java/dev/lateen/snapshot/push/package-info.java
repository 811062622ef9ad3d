/// The wire contract of the config-push API: what pilot streams and what a proxy answers.
@NullMarked
package dev.lateen.snapshot.push;

import org.jspecify.annotations.NullMarked;
