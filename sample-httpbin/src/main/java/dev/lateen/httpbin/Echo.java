package dev.lateen.httpbin;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What httpbin says about a request. Every method builds anew; a request is echoed once.
///
/// `origin` and the scheme of `url` follow `X-Forwarded-For` and `X-Forwarded-Proto`, as httpbin's do.
/// Unlike httpbin, forwarding headers are shown: what proxies add is what a mesh's users look for.
final class Echo {

    private final HttpServerRequest request;

    Echo(HttpServerRequest request) {
        this.request = request;
    }

    /// args, headers, origin, url.
    Map<String, Object> withoutBody() {
        Map<String, Object> echo = new LinkedHashMap<>();
        echo.put("args", args());
        echo.put("headers", headers());
        echo.put("origin", origin());
        echo.put("url", url());
        return echo;
    }

    /// args, data, files, form, headers, json, origin, url.
    Map<String, @Nullable Object> withBody(byte @Nullable [] bytes) {
        RequestBody body = RequestBody.of(bytes, request.getHeader("content-type"));
        Map<String, @Nullable Object> echo = new LinkedHashMap<>();
        echo.put("args", args());
        echo.put("data", body.data());
        echo.put("files", body.files());
        echo.put("form", body.form());
        echo.put("headers", headers());
        echo.put("json", body.json());
        echo.put("origin", origin());
        echo.put("url", url());
        return echo;
    }

    /// The same with the method between json and origin.
    Map<String, @Nullable Object> anything(byte @Nullable [] bytes) {
        Map<String, @Nullable Object> echo = new TreeMap<>(withBody(bytes));
        echo.put("method", request.method().name());
        return echo;
    }

    Map<String, Object> args() {
        return RequestBody.flatten(new QueryStringDecoder(request.uri()).parameters());
    }

    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = HeaderNames.titleCase(header.getKey());
            String separator = name.equals("Cookie") ? "; " : ",";
            headers.merge(name, header.getValue(), (first, next) -> first + separator + next);
        }
        return headers;
    }

    String origin() {
        List<String> forwarded = request.headers().getAll("x-forwarded-for");
        return forwarded.isEmpty() ? request.remoteAddress().hostAddress() : String.join(",", forwarded);
    }

    String url() {
        if (!request.uri().startsWith("/")) {
            return request.uri(); // absolute form: the client named all of it
        }
        return root() + request.uri();
    }

    /// Scheme and authority, without a slash behind them.
    String root() {
        String forwarded = request.getHeader("x-forwarded-proto");
        String host = request.getHeader("host");
        return (forwarded == null ? "http" : forwarded) + "://" + (host == null ? "localhost" : host);
    }
}
