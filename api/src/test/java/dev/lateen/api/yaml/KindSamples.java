package dev.lateen.api.yaml;

import dev.lateen.api.meta.Kind;

/// A valid resource of each kind, as JSON.
final class KindSamples {

    private KindSamples() {}

    static String of(Kind kind) {
        String apiVersion = kind.preferredApiVersion();
        return "{\"apiVersion\":\"" + apiVersion + "\",\"kind\":\"" + kind.kindName()
                + "\",\"metadata\":{\"name\":\"x\"}," + fields(kind).replace('\'', '"') + "}";
    }

    private static String fields(Kind kind) {
        return switch (kind) {
            case GATEWAY ->
                "'spec':{'selector':{'a':'b'},'servers':[{'port':{'number':80,'name':'h','protocol':'HTTP'},'hosts':['*']}]}";
            case VIRTUAL_SERVICE ->
                "'spec':{'hosts':['a'],'http':[{'match':[{'uri':{'prefix':'/a'}}],'timeout':'1.50s',"
                        + "'route':[{'destination':{'host':'a','port':{'number':80}},'weight':1}]}]}";
            case DESTINATION_RULE -> "'spec':{'host':'a','subsets':[{'name':'v1','labels':{'z':'z','a':'a'}}]}";
            case SERVICE_ENTRY ->
                "'spec':{'hosts':['a.com'],'ports':[{'number':80,'name':'h','protocol':'HTTP'}],'resolution':'DNS'}";
            case WORKLOAD_ENTRY -> "'spec':{'address':'10.0.0.1','ports':{'h':8080},'weight':0}";
            case WORKLOAD_GROUP -> "'spec':{'template':{'ports':{'h':1}},'probe':{'tcpSocket':{'port':80}}}";
            case SIDECAR -> "'spec':{'egress':[{'hosts':['./*','istio-system/*']}]}";
            case PROXY_CONFIG -> "'spec':{'concurrency':0,'environmentVariables':{'B':'1','A':'2'}}";
            case PEER_AUTHENTICATION ->
                "'spec':{'selector':{'matchLabels':{'a':'b'}},'portLevelMtls':{'80':{'mode':'STRICT'}}}";
            case AUTHORIZATION_POLICY ->
                "'spec':{'action':'DENY','rules':[{'from':[{'source':{'namespaces':['a']}}],"
                        + "'to':[{'operation':{'ports':['80'],'paths':['/{*}/b/{**}']}}],"
                        + "'when':[{'key':'source.ip','notValues':['10.0.0.0/8']}]}]}";
            case REQUEST_AUTHENTICATION ->
                "'spec':{'jwtRules':[{'issuer':'a','jwksUri':'https://a.com/k','forwardOriginalToken':false}]}";
            case TELEMETRY ->
                "'spec':{'tracing':[{'randomSamplingPercentage':10.00}],"
                        + "'accessLogging':[{'filter':{'expression':'response.code >= 400'}}]}";
            case SERVICE -> "'spec':{'ports':[{'port':80,'name':'http','targetPort':8080}],'selector':{'a':'b'}}";
            case NAMESPACE -> "'spec':{'finalizers':['kubernetes']}";
            case ENDPOINTS -> "'subsets':[{'addresses':[{'ip':'10.0.0.1'}],'ports':[{'port':80}]}]";
            case ENDPOINT_SLICE ->
                "'addressType':'IPv4','endpoints':[{'addresses':['10.0.0.1'],'conditions':{'ready':true}}],'ports':[]";
            case SECRET -> "'type':'Opaque','data':{'a':'aGk='},'stringData':{'b':'text'}";
            case CONFIG_MAP -> "'data':{'a':'1','b':'line\\nline'},'binaryData':{'c':'aGk='}";
            case POD -> "'spec':{'containers':[{'name':'a','ports':[{'containerPort':80,'name':'http'}]}]}";
            case DEPLOYMENT ->
                "'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
                        + "'spec':{'containers':[{'name':'a','image':'b'}]}}}";
        };
    }
}
