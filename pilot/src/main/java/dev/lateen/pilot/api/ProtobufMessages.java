package dev.lateen.pilot.api;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The messages of Kubernetes' protobuf encoding that a client may send here, by number, name and type of each field.
///
/// A type is `string`, `bytes`, `int`, `bool`, `IntOrString` or a message. Behind it stands `[]` for a list, `{}` for
/// a map from strings, `?` for a value of which zero is not the same as nothing. `-` is what a server would not read.
final class ProtobufMessages {

    private static final Map<String, Map<Integer, Field>> MESSAGES = parse("""
            Unknown                  1:typeMeta:TypeMeta 2:raw:bytes 3:contentEncoding:- 4:contentType:-
            TypeMeta                 1:apiVersion:string 2:kind:string
            ObjectMeta               1:name:string 2:generateName:string 3:namespace:string 4:selfLink:- 5:uid:string \
                                     6:resourceVersion:string 7:generation:- 8:creationTimestamp:- 11:labels:string{} \
                                     12:annotations:string{} 14:finalizers:string[] 17:managedFields:-

            Namespace                1:metadata:ObjectMeta 2:spec:NamespaceSpec 3:status:-
            NamespaceSpec            1:finalizers:string[]

            ConfigMap                1:metadata:ObjectMeta 2:data:string{} 3:binaryData:bytes{} 4:immutable:bool?
            Secret                   1:metadata:ObjectMeta 2:data:bytes{} 3:type:string 4:stringData:string{} \
                                     5:immutable:bool?

            Service                  1:metadata:ObjectMeta 2:spec:ServiceSpec 3:status:-
            ServiceSpec              1:ports:ServicePort[] 2:selector:string{} 3:clusterIP:string 4:type:string \
                                     5:externalIPs:string[] 7:sessionAffinity:string 8:loadBalancerIP:string \
                                     9:loadBalancerSourceRanges:string[] 10:externalName:string \
                                     11:externalTrafficPolicy:string 12:healthCheckNodePort:int \
                                     13:publishNotReadyAddresses:bool 17:ipFamilyPolicy:string 18:clusterIPs:string[] \
                                     19:ipFamilies:string[] 20:allocateLoadBalancerNodePorts:bool? \
                                     21:loadBalancerClass:string 22:internalTrafficPolicy:string \
                                     23:trafficDistribution:string
            ServicePort              1:name:string 2:protocol:string 3:port:int 4:targetPort:IntOrString \
                                     5:nodePort:int 6:appProtocol:string

            Deployment               1:metadata:ObjectMeta 2:spec:DeploymentSpec 3:status:-
            DeploymentSpec           1:replicas:int? 2:selector:LabelSelector 3:template:PodTemplate \
                                     4:strategy:DeploymentStrategy 5:minReadySeconds:int 6:revisionHistoryLimit:int? \
                                     7:paused:bool 9:progressDeadlineSeconds:int?
            DeploymentStrategy       1:type:string
            LabelSelector            1:matchLabels:string{}
            PodTemplate              1:metadata:ObjectMeta 2:spec:PodSpec
            PodSpec                  2:containers:Container[] 3:restartPolicy:string 6:dnsPolicy:string \
                                     7:nodeSelector:string{} 8:serviceAccountName:string 9:serviceAccount:- \
                                     10:nodeName:string 11:hostNetwork:bool 12:hostPID:bool 13:hostIPC:bool \
                                     16:hostname:string 17:subdomain:string 19:schedulerName:string
            Container                1:name:string 2:image:string 3:command:string[] 4:args:string[] \
                                     5:workingDir:string 6:ports:ContainerPort[] 7:env:EnvVar[] \
                                     14:imagePullPolicy:string
            ContainerPort            1:name:string 2:hostPort:int 3:containerPort:int 4:protocol:string 5:hostIP:string
            EnvVar                   1:name:string 2:value:string

            SelfSubjectAccessReview  1:metadata:- 2:spec:AccessReviewSpec 3:status:-
            AccessReviewSpec         1:resourceAttributes:ResourceAttributes \
                                     2:nonResourceAttributes:NonResourceAttributes
            ResourceAttributes       1:namespace:string 2:verb:string 3:group:string 4:version:string \
                                     5:resource:string 6:subresource:string 7:name:string
            NonResourceAttributes    1:path:string 2:verb:string
            SelfSubjectRulesReview   1:metadata:- 2:spec:RulesReviewSpec 3:status:-
            RulesReviewSpec          1:namespace:string
            SelfSubjectReview        1:metadata:- 2:status:-
            """);

    enum Shape {
        SINGLE,
        PRESENT_WHEN_ZERO,
        LIST,
        MAP,
        IGNORED
    }

    record Field(String name, String type, Shape shape) {}

    private ProtobufMessages() {}

    static boolean has(String message) {
        return MESSAGES.containsKey(message);
    }

    static @Nullable Field field(String message, int number) {
        return MESSAGES.getOrDefault(message, Map.of()).get(number);
    }

    private static Map<String, Map<Integer, Field>> parse(String table) {
        Map<String, Map<Integer, Field>> messages = new HashMap<>();
        table.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] words = line.strip().split("\\s+");
            Map<Integer, Field> fields = new HashMap<>();
            Stream.of(words)
                    .skip(1)
                    .map(word -> word.split(":"))
                    .forEach(word -> fields.put(Integer.valueOf(word[0]), field(word[1], word[2])));
            messages.put(words[0], fields);
        });
        return messages;
    }

    private static Field field(String name, String notation) {
        Shape shape = notation.endsWith("[]")
                ? Shape.LIST
                : notation.endsWith("{}")
                        ? Shape.MAP
                        : notation.endsWith("?")
                                ? Shape.PRESENT_WHEN_ZERO
                                : notation.equals("-") ? Shape.IGNORED : Shape.SINGLE;
        return new Field(name, notation.replaceAll("[^A-Za-z]", ""), shape);
    }
}
