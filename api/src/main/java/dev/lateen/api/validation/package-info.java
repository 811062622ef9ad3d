/// What is wrong with a resource, and the rules per kind that say so.
@NullMarked
package dev.lateen.api.validation;

import org.jspecify.annotations.NullMarked;
