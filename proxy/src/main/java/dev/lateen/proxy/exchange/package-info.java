/// One request and its answer: the decision, the attempts, header rules and local replies.
@NullMarked
package dev.lateen.proxy.exchange;

import org.jspecify.annotations.NullMarked;
