/// A command as a workload: registered, health-checked, behind a sidecar.
@NullMarked
package dev.lateen.cli.workload;

import org.jspecify.annotations.NullMarked;
