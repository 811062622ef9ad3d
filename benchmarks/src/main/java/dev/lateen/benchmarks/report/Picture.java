package dev.lateen.benchmarks.report;

import dev.lateen.benchmarks.report.Shape.Box;
import dev.lateen.benchmarks.report.Shape.Label;
import dev.lateen.benchmarks.report.Shape.Line;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The processor time of a request, peer by peer: bars of user and system time with the spread of the rounds. Scenarios
/// without processes to compare have none.
public final class Picture {

    private static final int WIDTH = 860;
    private static final int LEFT = 150;
    private static final int RIGHT = 110;
    private static final int BAR = 20;
    private static final int STEP = 30;
    private static final int TITLE = 40;
    private static final int MARGIN = 10;
    private static final Color OURS = new Color(0x1f6f8b);
    private static final Color THEIRS = new Color(0x8a8f98);
    private static final Color INK = new Color(0x24292f);
    private static final Color SPREAD = new Color(0xb5362f);

    private final List<Shape> shapes = new ArrayList<>();
    private int height = 46;

    private Picture() {}

    public static Picture of(Report report) {
        var picture = new Picture();
        var machine = report.machine();
        picture.shapes.add(
                new Label(10, 20, "Processor time of one request in µs (dark: user, light: system)", INK, true));
        picture.shapes.add(new Label(
                10,
                38,
                machine.processor() + ", " + machine.processors() + " processors, " + machine.time(),
                THEIRS,
                false));
        report.sections().forEach(picture::add);
        return picture;
    }

    public String svg() {
        return Svg.of(shapes, WIDTH, height + MARGIN);
    }

    /// Needs fonts on the machine.
    public void writePng(Path file) throws IOException {
        Png.write(shapes, WIDTH, height + MARGIN, file);
    }

    private void add(Report.Section section) {
        var summaries = section.summaries().stream()
                .filter(summary -> summary.spread(Measurement::processorMicros).most() > 0)
                .toList();
        if (summaries.isEmpty()) {
            return;
        }
        height += TITLE;
        shapes.add(new Label(10, height - 12, section.scenario().title(), INK, true));
        double most = summaries.stream()
                .mapToDouble(
                        summary -> summary.spread(Measurement::processorMicros).most())
                .max()
                .orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / most;
        summaries.forEach(summary -> bar(summary, scale));
    }

    private void bar(Summary summary, double scale) {
        var colour = summary.peer().startsWith("lateen") ? OURS : THEIRS;
        var processor = summary.spread(Measurement::processorMicros);
        double user = summary.median(Measurement::userMicros) * scale;
        double all = processor.median() * scale;
        double least = LEFT + processor.least() * scale;
        double most = LEFT + processor.most() * scale;
        double middle = height + BAR / 2.0;
        shapes.add(new Label(10, height + 15, summary.peer(), INK, false));
        shapes.add(new Box(LEFT, height, user, BAR, colour));
        shapes.add(new Box(LEFT + user, height, Math.max(0, all - user), BAR, lighter(colour)));
        shapes.add(new Line(least, middle, most, middle, SPREAD));
        shapes.add(new Line(least, middle - 4, least, middle + 4, SPREAD));
        shapes.add(new Line(most, middle - 4, most, middle + 4, SPREAD));
        var value = ReportTable.number(processor.median(), 1) + " µs";
        shapes.add(new Label(Math.max(most, LEFT + all) + 8, height + 15, value, INK, false));
        height += STEP;
    }

    private static Color lighter(Color of) {
        return new Color((of.getRed() + 255) / 2, (of.getGreen() + 255) / 2, (of.getBlue() + 255) / 2);
    }
}
