/// Commands on resources: apply, get, delete, analyze.
@NullMarked
package dev.lateen.cli.resource;

import org.jspecify.annotations.NullMarked;
