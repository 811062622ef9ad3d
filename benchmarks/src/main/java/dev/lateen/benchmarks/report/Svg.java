package dev.lateen.benchmarks.report;

import java.awt.Color;
import java.util.List;
import java.util.Locale;

/// Shapes as SVG.
final class Svg {

    private Svg() {}

    static String of(List<Shape> shapes, int width, int height) {
        var text = new StringBuilder(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" font-family=\"sans-serif\" font-size=\"13\">\n"
                        .formatted(width, height));
        text.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        shapes.forEach(shape -> text.append(element(shape)).append('\n'));
        return text.append("</svg>\n").toString();
    }

    private static String element(Shape shape) {
        return switch (shape) {
            case Shape.Box box ->
                format(
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
                        box.x(), box.y(), box.width(), box.height(), hex(box.colour()));
            case Shape.Line line ->
                format(
                        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
                        line.x1(), line.y1(), line.x2(), line.y2(), hex(line.colour()));
            case Shape.Label label ->
                format(
                        "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\"%s>%s</text>",
                        label.x(),
                        label.y(),
                        hex(label.colour()),
                        label.bold() ? " font-weight=\"bold\"" : "",
                        label.text().replace("&", "&amp;").replace("<", "&lt;"));
        };
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String hex(Color colour) {
        return "#%06x".formatted(colour.getRGB() & 0xffffff);
    }
}
