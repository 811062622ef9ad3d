package dev.lateen.httpbin;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One picture in four formats; `/image` chooses by `Accept`.
@Path("/image")
@NonBlocking
public class ImageResource {

    private static final List<String> ACCEPTED =
            List.of("image/webp", "image/svg+xml", "image/jpeg", "image/png", "image/*");

    private final Page webp = Page.of("image/webp", "images/lateen.webp");
    private final Page svg = Page.of("image/svg+xml", "images/lateen.svg");
    private final Page jpeg = Page.of("image/jpeg", "images/lateen.jpeg");
    private final Page png = Page.of("image/png", "images/lateen.png");

    /// The first of httpbin's own order that is named at all; a quality makes no difference, and neither does `*/*`.
    @GET
    public Response image(@HeaderParam("Accept") @Nullable String accept) {
        String wanted = accept == null ? "image/png" : accept.toLowerCase(Locale.ROOT);
        for (String type : ACCEPTED) {
            if (wanted.contains(type)) {
                return page(type).reply();
            }
        }
        return refusal();
    }

    /// A 406.
    static Response refusal() {
        Map<String, Object> refusal = new LinkedHashMap<>();
        refusal.put("message", "Client did not request a supported media type.");
        refusal.put("accept", ACCEPTED);
        return Replies.json(406, refusal);
    }

    @GET
    @Path("webp")
    public Response webp() {
        return webp.reply();
    }

    @GET
    @Path("svg")
    public Response svg() {
        return svg.reply();
    }

    @GET
    @Path("jpeg")
    public Response jpeg() {
        return jpeg.reply();
    }

    @GET
    @Path("png")
    public Response png() {
        return png.reply();
    }

    private Page page(String type) {
        return switch (type) {
            case "image/webp" -> webp;
            case "image/svg+xml" -> svg;
            case "image/jpeg" -> jpeg;
            default -> png;
        };
    }
}
