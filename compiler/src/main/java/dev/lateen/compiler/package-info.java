/// From Istio's resources to what one proxy runs on. Pure: same resources and same proxy, same snapshot.
@NullMarked
package dev.lateen.compiler;

import org.jspecify.annotations.NullMarked;
