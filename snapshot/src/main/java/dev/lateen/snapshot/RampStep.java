package dev.lateen.snapshot;

/// The step of a canary that pilot leads over a route.
///
/// @param meter what the route's requests are counted under, by destination, and reported to pilot
/// @param number from 1 on
/// @param of how many steps there are
/// @param percent of the requests that the canary gets in this one
/// @param since when it began, or went on after a pause; ISO 8601
/// @param paused whether it lasts until somebody lets it go on
public record RampStep(String meter, int number, int of, int percent, String since, boolean paused) {}
