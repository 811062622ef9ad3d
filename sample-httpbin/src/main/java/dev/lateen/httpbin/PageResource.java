package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The endpoints that always say the same, and two pages that are made: links, and what Base64 hides.
@Path("/")
@NonBlocking
public class PageResource {

    private static final int MOST_LINKS = 200;
    private static final String PLAIN = "text/plain";
    private static final String HTML = "text/html; charset=utf-8";

    private final Page index;
    private final Page html = Page.of(HTML, "pages/html.html");
    private final Page form = Page.of(HTML, "pages/form.html");
    private final Page utf8 = Page.of(HTML, "pages/utf8.html");
    private final Page json = Page.of("application/json", "pages/slideshow.json");
    private final Page xml = Page.of("application/xml", "pages/slideshow.xml");
    private final Page robots = Page.of(PLAIN, "pages/robots.txt");
    private final Page denied = Page.of(PLAIN, "pages/deny.txt");

    PageResource(Version version) {
        this.index = Page.of(HTML, "pages/index.html").with("VERSION", version.name());
    }

    /// What there is, and which version answers.
    @GET
    public Response index() {
        return index.reply();
    }

    @GET
    @Path("html")
    public Response html() {
        return html.reply();
    }

    @GET
    @Path("json")
    public Response json() {
        return json.reply();
    }

    @GET
    @Path("xml")
    public Response xml() {
        return xml.reply();
    }

    @GET
    @Path("robots.txt")
    public Response robots() {
        return robots.reply();
    }

    @GET
    @Path("deny")
    public Response deny() {
        return denied.reply();
    }

    @GET
    @Path("encoding/utf8")
    public Response utf8() {
        return utf8.reply();
    }

    /// The form that `/post` takes apart.
    @GET
    @Path("forms/post")
    public Response form() {
        return form.reply();
    }

    /// URL-safe or not, padded or not.
    @GET
    @Path("base64/{value}")
    public Response base64(@PathParam("value") String value) {
        try {
            byte[] decoded =
                    Base64.getUrlDecoder().decode(value.replace('+', '-').replace('/', '_'));
            return Replies.of(200, HTML, decoded);
        } catch (IllegalArgumentException e) {
            return Replies.text(400, "Incorrect Base64 data try: TGF0ZWVuIHNhaWxz");
        }
    }

    @GET
    @Path("links/{n}")
    public Response links(@PathParam("n") String n) {
        return Replies.redirect(302, "/links/" + Numbers.atLeast(0, "links", n) + "/0");
    }

    /// `n` links to each other, the one at `offset` being where the reader is.
    @GET
    @Path("links/{n}/{offset}")
    public Response links(@PathParam("n") String n, @PathParam("offset") String offset) {
        int count = linkCount(n);
        int here = Numbers.atLeast(0, "offset", offset);
        StringBuilder page = new StringBuilder("<html><head><title>Links</title></head><body>");
        for (int i = 0; i < count; i++) {
            page.append(i == here ? i + " " : "<a href='/links/%d/%d'>%d</a> ".formatted(count, i, i));
        }
        return Replies.of(200, HTML, page.append("</body></html>").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int linkCount(String n) {
        return Math.clamp(Numbers.atLeast(0, "links", n), 1, MOST_LINKS);
    }
}
