package dev.lateen.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields of Kubernetes objects that our manifests may use, with their types: anything else is a finding.
///
/// The API server drops or refuses a misspelt field only when it is applied; here it fails the build. A field
/// that is missing below is added here first, with its type from the Kubernetes reference.
final class ManifestShapes {

    /// `Type: field=type…`; `!` marks a required field, `[T]` a list, `{}` a map of strings, `a|b` either type.
    private static final String SHAPES = """
            Namespace: apiVersion=str! kind=str! metadata=Meta!
            ServiceAccount: apiVersion=str! kind=str! metadata=Meta! automountServiceAccountToken=bool
            Service: apiVersion=str! kind=str! metadata=Meta! spec=ServiceSpec!
            ServiceSpec: type=str selector={}! ports=[ServicePort]!
            ServicePort: name=str! port=port! targetPort=port|str! protocol=str!
            Deployment: apiVersion=str! kind=str! metadata=Meta! spec=DeploymentSpec!
            DeploymentSpec: replicas=int selector=Selector! strategy=Strategy template=Template!
            Selector: matchLabels={}!
            Strategy: type=str! rollingUpdate=RollingUpdate
            RollingUpdate: maxSurge=int|str maxUnavailable=int|str
            Template: metadata=TemplateMeta! spec=PodSpec!
            TemplateMeta: labels={}! annotations={}
            Meta: name=str! namespace=str labels={} annotations={}
            PodSpec: serviceAccountName=str automountServiceAccountToken=bool! \
            terminationGracePeriodSeconds=int securityContext=PodSecurity! containers=[Container]! volumes=[Volume]
            PodSecurity: runAsNonRoot=bool! runAsUser=int! runAsGroup=int! fsGroup=int seccompProfile=Seccomp!
            Seccomp: type=str!
            Container: name=str! image=str! args=[str] ports=[ContainerPort] env=[Env] startupProbe=Probe \
            readinessProbe=Probe! livenessProbe=Probe resources=Resources! securityContext=Security! volumeMounts=[Mount]!
            ContainerPort: name=str! containerPort=port! protocol=str!
            Env: name=str! value=str valueFrom=EnvSource
            EnvSource: fieldRef=FieldRef!
            FieldRef: fieldPath=str!
            Probe: httpGet=HttpGet! periodSeconds=int failureThreshold=int timeoutSeconds=int initialDelaySeconds=int
            HttpGet: path=str! port=port|str!
            Resources: requests=Amounts! limits=Amounts!
            Amounts: cpu=quantity memory=quantity
            Security: allowPrivilegeEscalation=bool! readOnlyRootFilesystem=bool! runAsNonRoot=bool! runAsUser=int \
            runAsGroup=int capabilities=Capabilities!
            Capabilities: drop=[str]!
            Mount: name=str! mountPath=str! readOnly=bool
            Volume: name=str! configMap=ConfigMapVolume emptyDir=EmptyDir
            ConfigMapVolume: name=str! optional=bool
            EmptyDir: sizeLimit=quantity!
            """;

    private static final Pattern QUANTITY = Pattern.compile("[0-9]+(m|Ki|Mi|Gi)?");
    private static final Map<String, Map<String, String>> TYPES = parse();
    private static final Map<String, String> API_VERSIONS =
            Map.of("Namespace", "v1", "ServiceAccount", "v1", "Service", "v1", "Deployment", "apps/v1");

    private ManifestShapes() {}

    /// What is wrong with an object, each with its path; empty for a sound one.
    static List<String> findings(Map<String, ?> object) {
        List<String> findings = new ArrayList<>();
        String kind = String.valueOf(object.get("kind"));
        if (!String.valueOf(object.get("apiVersion")).equals(API_VERSIONS.get(kind))) {
            findings.add("%s of %s (expected: one of %s)".formatted(kind, object.get("apiVersion"), API_VERSIONS));
        } else {
            check(kind, object, kind, findings);
        }
        return findings;
    }

    private static void check(String type, @Nullable Object value, String path, List<String> findings) {
        if (type.startsWith("[")) {
            if (value instanceof List<?> list && !list.isEmpty()) {
                String element = type.substring(1, type.length() - 1);
                for (int i = 0; i < list.size(); i++) {
                    check(element, list.get(i), path + "[" + i + "]", findings);
                }
            } else {
                findings.add(path + ": " + value + " (expected: a list that is not empty)");
            }
        } else if (TYPES.containsKey(type)) {
            checkFields(TYPES.get(type), value, path, findings);
        } else if (List.of(type.split("\\|", -1)).stream().noneMatch(one -> isScalar(one, value))) {
            findings.add(path + ": " + value + " (expected: " + type + ")");
        }
    }

    private static void checkFields(
            Map<String, String> fields, @Nullable Object value, String path, List<String> findings) {
        if (!(value instanceof Map<?, ?> map)) {
            findings.add(path + ": " + value + " (expected: an object)");
            return;
        }
        map.forEach((name, inner) -> {
            String type = fields.get(String.valueOf(name));
            if (type == null) {
                findings.add(path + "." + name + ": unknown (expected: one of " + fields.keySet() + ")");
            } else {
                check(type.replace("!", ""), inner, path + "." + name, findings);
            }
        });
        fields.forEach((name, type) -> {
            if (type.endsWith("!") && !map.containsKey(name)) {
                findings.add(path + "." + name + ": missing");
            }
        });
    }

    private static boolean isScalar(String type, @Nullable Object value) {
        return switch (type) {
            case "str" -> value instanceof String text && !text.isEmpty();
            case "bool" -> value instanceof Boolean;
            case "int" -> value instanceof Integer number && number >= 0;
            case "port" -> value instanceof Integer number && number >= 1 && number <= 65535;
            case "quantity" -> QUANTITY.matcher(String.valueOf(value)).matches();
            case "{}" -> value instanceof Map<?, ?> map && map.values().stream().allMatch(String.class::isInstance);
            default -> throw new IllegalStateException("no such type: " + type);
        };
    }

    private static Map<String, Map<String, String>> parse() {
        Map<String, Map<String, String>> types = new HashMap<>();
        SHAPES.lines().forEach(line -> {
            int colon = line.indexOf(':');
            Map<String, String> fields = new HashMap<>();
            for (String field : line.substring(colon + 1).strip().split("\\s+", -1)) {
                int equals = field.indexOf('=');
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
            types.put(line.substring(0, colon), fields);
        });
        return types;
    }
}
