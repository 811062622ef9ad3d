/// Reading YAML and JSON into resources: every mistake is found at once, with its line.
@NullMarked
package dev.lateen.api.yaml;

import org.jspecify.annotations.NullMarked;
