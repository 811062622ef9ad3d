package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelExpressionTest {

    private static final Map<String, String> LABELS = Map.of("app", "web", "env", "prod", "x.io/y", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                        | true",
                "app=web                   | true",
                "app==web                  | true",
                "app=db                    | false",
                "app!=db                   | true",
                "app!=web                  | false",
                "tier!=web                 | true",
                "app=web,env=prod          | true",
                "app=web,env=test          | false",
                "env in (test, prod)       | true",
                "env in (test)             | false",
                "env notin (test)          | true",
                "tier notin (front)        | true",
                "tier in (front)           | false",
                "app                       | true",
                "tier                      | false",
                "!tier                     | true",
                "!app                      | false",
                "x.io/y=                   | true",
                "app=web,env in (a,prod),z | false",
            })
    void selectsAsKubernetesDoes(String selector, boolean expected) {
        assertThat(LabelExpression.parse(selector).test(LABELS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "==", "a b", "a in b", "!"})
    void whatDoesNotReadIsNamed(String selector) {
        assertThatThrownBy(() -> LabelExpression.parse(selector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("labelSelector: " + selector);
    }
}
