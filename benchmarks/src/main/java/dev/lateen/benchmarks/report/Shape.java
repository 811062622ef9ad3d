package dev.lateen.benchmarks.report;

import java.awt.Color;

/// A part of a picture, in pixels from the upper left corner.
sealed interface Shape {

    record Box(double x, double y, double width, double height, Color colour) implements Shape {}

    record Line(double x1, double y1, double x2, double y2, Color colour) implements Shape {}

    /// @param y of the line that the letters stand on
    record Label(double x, double y, String text, Color colour, boolean bold) implements Shape {}
}
