package dev.lateen.it;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.ReceivedRequest;

/// What the applications of a test mesh answer.
final class Answers {

    private Answers() {}

    /// Tells the version, so that a test sees where a request went.
    static Answer of(String version, ReceivedRequest request) {
        return Answer.ok(version + " " + request.target() + "\n").withHeader("x-version", version);
    }
}
