package dev.lateen.snapshot.push;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ClusterPolicy;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.HostNames;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.WorkloadRef;
import java.util.List;
import java.util.Map;

/// Jackson set up so that what has its default value is not written, and is there again when read. Strings are only
/// left out when null: the empty string means something.
final class WireMapper {

    private static final Map<Class<?>, Object> DEFAULTS = Map.of(
            HeaderEdits.class,
            HeaderEdits.NONE,
            HostNames.class,
            HostNames.NONE,
            RouteMatch.class,
            RouteMatch.ANY,
            WorkloadRef.class,
            WorkloadRef.UNKNOWN,
            Cluster.Discovery.class,
            Cluster.Discovery.STATIC,
            ClusterPolicy.class,
            ClusterPolicy.NONE);

    private WireMapper() {}

    static ObjectMapper create() {
        var mapper = JsonMapper.builder()
                .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.ALWAYS))
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .addModule(new SimpleModule("lateen").setDeserializerModifier(new AbsentAsDefault()));
        for (var primitive : List.of(int.class, long.class, boolean.class)) {
            mapper.withConfigOverride(
                    primitive, o -> o.setInclude(JsonInclude.Value.construct(Include.NON_DEFAULT, Include.ALWAYS)));
        }
        for (var container : List.of(List.class, Map.class)) {
            mapper.withConfigOverride(
                    container,
                    o -> o.setInclude(JsonInclude.Value.construct(Include.NON_EMPTY, Include.ALWAYS))
                            .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
        }
        for (var type : DEFAULTS.keySet()) {
            mapper.withConfigOverride(
                    type,
                    o -> o.setInclude(JsonInclude.Value.construct(
                            Include.CUSTOM, Include.ALWAYS, DefaultValueFilter.class, null)));
        }
        return mapper.build();
    }

    /// Equal to every value that need not be written. Jackson asks a filter by `equals`, and instantiates it itself.
    static final class DefaultValueFilter {

        @Override
        public boolean equals(Object other) {
            return other != null && other.equals(DEFAULTS.get(other.getClass()));
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    private static final class AbsentAsDefault extends BeanDeserializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
            var absent = DEFAULTS.get(bean.getBeanClass());
            return absent == null ? deserializer : new WithDefault(deserializer, absent);
        }
    }

    private static final class WithDefault extends DelegatingDeserializer {

        private static final long serialVersionUID = 1L;

        private final transient Object absent;

        WithDefault(JsonDeserializer<?> delegate, Object absent) {
            super(delegate);
            this.absent = absent;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
            return new WithDefault(delegate, absent);
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return absent;
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return absent;
        }
    }
}
