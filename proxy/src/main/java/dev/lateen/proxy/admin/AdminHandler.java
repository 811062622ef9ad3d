package dev.lateen.proxy.admin;

import dev.lateen.proxy.admin.AdminPages.Page;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/// Answers requests of one admin port on the admin event loop.
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOGGER = Logger.getLogger(AdminHandler.class);
    private static final Pattern LOCAL_HOST =
            Pattern.compile("(localhost|[0-9.]+|\\[[0-9a-fA-F:.%]+])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    private final Map<String, Page> pages;
    private final boolean onLoopback;

    /// @param onLoopback whether requests for names other than loopback's are refused, since they come from a browser
    ///     that was lured here (DNS rebinding)
    AdminHandler(Map<String, Page> pages, boolean onLoopback) {
        this.pages = pages;
        this.onLoopback = onLoopback;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        AdminAnswer answer;
        try {
            answer = answer(request);
        } catch (RuntimeException e) {
            LOGGER.errorf(e, "admin page failed uri=%s", request.uri());
            answer = AdminAnswer.text(500, e.toString());
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(head ? new byte[0] : bytes));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOGGER.debugf("admin connection failed reason=%s", cause.toString());
        context.close();
    }

    private AdminAnswer answer(FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return AdminAnswer.text(400, "malformed request");
        }
        var origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null) {
            return AdminAnswer.text(403, "Origin: " + origin + " (expected: none, this is not for browsers)");
        }
        var host = request.headers().get(HttpHeaderNames.HOST, "");
        if (onLoopback && !host.isEmpty() && !LOCAL_HOST.matcher(host).matches()) {
            return AdminAnswer.text(403, "Host: " + host + " (expected: localhost or an address)");
        }
        var uri = new QueryStringDecoder(request.uri());
        var page = pages.get(uri.path());
        if (page == null) {
            return AdminAnswer.text(404, "no such page: " + uri.path() + " (expected: one of " + pages.keySet() + ")");
        }
        var method = request.method();
        boolean fits = page.post()
                ? method.equals(HttpMethod.POST)
                : method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (!fits) {
            return AdminAnswer.text(405, method + " (expected: " + (page.post() ? "POST" : "GET") + ")");
        }
        return page.answer().apply(uri.parameters());
    }
}
