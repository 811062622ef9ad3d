package dev.lateen.benchmarks.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/// Shapes as PNG, at twice the size for sharp letters.
final class Png {

    private static final int SCALE = 2;
    private static final int LETTERS = 13;

    private Png() {}

    static void write(List<Shape> shapes, int width, int height, Path file) throws IOException {
        var image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        var canvas = image.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        canvas.scale(SCALE, SCALE);
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, width, height);
        shapes.forEach(shape -> draw(shape, canvas));
        canvas.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private static void draw(Shape shape, Graphics2D canvas) {
        switch (shape) {
            case Shape.Box box -> {
                canvas.setColor(box.colour());
                canvas.fill(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
            }
            case Shape.Line line -> {
                canvas.setColor(line.colour());
                canvas.draw(new Line2D.Double(line.x1(), line.y1(), line.x2(), line.y2()));
            }
            case Shape.Label label -> {
                canvas.setColor(label.colour());
                canvas.setFont(new Font(Font.SANS_SERIF, label.bold() ? Font.BOLD : Font.PLAIN, LETTERS));
                canvas.drawString(label.text(), (float) label.x(), (float) label.y());
            }
        }
    }
}
