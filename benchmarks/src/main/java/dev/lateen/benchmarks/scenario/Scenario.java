package dev.lateen.benchmarks.scenario;

/// One measurement: the load on a proxy that is set up in a certain way.
///
/// @param name as the command line has it
/// @param title for people
public record Scenario(String name, String title, Load load, Traffic traffic, Setup setup) {

    private static final int MOST_ASKED = 100;

    /// How requests come.
    ///
    /// @param connections open at the same time
    /// @param keepAlive false opens one for each request
    /// @param rate requests per second, whatever becomes of those before (open loop); 0 sends the next one when the
    ///     last one is answered
    /// @param greedy clients beside those that are measured: slow ones, rude ones, ones without end
    public record Load(int connections, boolean keepAlive, int rate, int greedy) {

        public boolean isOpen() {
            return rate > 0;
        }
    }

    /// What goes over the wire.
    ///
    /// @param answer what the origin sends
    /// @param bodyBytes of the request; 0 means GET
    /// @param chunked whether the request body is
    /// @param asked how many different routes are asked for in turn at most
    public record Traffic(Answer answer, int bodyBytes, boolean chunked, int asked) {}

    /// What the origin answers with; the last letter of a path asks for one.
    public enum Answer {
        KIB_1(1024, false),
        KIB_64(64 * 1024, false),
        MIB_1(1024 * 1024, false),
        CHUNKED_16_KIB(16 * 1024, true);

        private final int bytes;
        private final boolean chunked;

        Answer(int bytes, boolean chunked) {
            this.bytes = bytes;
            this.chunked = chunked;
        }

        public int bytes() {
            return bytes;
        }

        public boolean isChunked() {
            return chunked;
        }

        public char letter() {
            return (char) ('a' + ordinal());
        }
    }

    /// How the proxies are set up; scenarios with the same one share processes.
    ///
    /// @param workers threads or event loops that serve requests
    /// @param push how often their configuration changes, in milliseconds; 0 means never
    /// @param policies whether Lateen has outlier detection and limits set as well; the others get none
    public record Setup(int routes, boolean accessLog, int workers, Tls tls, int push, boolean policies) {}

    /// What clients speak.
    public enum Tls {
        NONE,
        /// The provider that the proxy has by default.
        DEFAULT,
        /// The JDK's, where there is a choice.
        JDK
    }

    static Scenario of(String name, String title, int connections) {
        return new Scenario(
                name,
                title,
                new Load(connections, true, 0, 0),
                new Traffic(Answer.KIB_1, 0, false, MOST_ASKED),
                new Setup(10, false, 1, Tls.NONE, 0, false));
    }

    Scenario answering(Answer answer) {
        return with(new Traffic(answer, traffic.bodyBytes, traffic.chunked, traffic.asked));
    }

    Scenario posting(int bytes, boolean chunked) {
        return with(new Traffic(traffic.answer, bytes, chunked, traffic.asked));
    }

    Scenario asking(int routes) {
        return with(new Traffic(traffic.answer, traffic.bodyBytes, traffic.chunked, routes));
    }

    private Scenario with(Traffic other) {
        return new Scenario(name, title, load, other, setup);
    }

    Scenario connectingForEach() {
        return under(new Load(load.connections, false, load.rate, load.greedy));
    }

    Scenario atRate(int rate) {
        return under(new Load(load.connections, load.keepAlive, rate, load.greedy));
    }

    Scenario besideGreedy(int peers) {
        return under(new Load(load.connections, load.keepAlive, load.rate, peers));
    }

    private Scenario under(Load other) {
        return new Scenario(name, title, other, traffic, setup);
    }

    Scenario on(Setup other) {
        return new Scenario(name, title, load, traffic, other);
    }

    Scenario routes(int routes) {
        return on(new Setup(routes, setup.accessLog, setup.workers, setup.tls, setup.push, setup.policies));
    }

    Scenario logging() {
        return on(new Setup(setup.routes, true, setup.workers, setup.tls, setup.push, setup.policies));
    }

    Scenario workers(int workers) {
        return on(new Setup(setup.routes, setup.accessLog, workers, setup.tls, setup.push, setup.policies));
    }

    Scenario tls(Tls tls) {
        return on(new Setup(setup.routes, setup.accessLog, setup.workers, tls, setup.push, setup.policies));
    }

    Scenario withPolicies() {
        return on(new Setup(setup.routes, setup.accessLog, setup.workers, setup.tls, setup.push, true));
    }

    Scenario pushingEvery(int millis) {
        return on(new Setup(setup.routes, setup.accessLog, setup.workers, setup.tls, millis, setup.policies));
    }
}
