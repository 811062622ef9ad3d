package dev.lateen.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Which fields of resources a test proves over sockets, each as the kind and the path or the beginning of it; braces
/// stand for alternatives. [ProvenFieldsTest] holds that every honoured field has one.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Proves {
    String[] value();
}
