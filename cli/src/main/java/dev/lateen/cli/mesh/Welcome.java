package dev.lateen.cli.mesh;

import dev.lateen.cli.terminal.Console;

/// What a user is told once everything runs: where it is, and what to paste.
record Welcome(MeshPlan plan, MeshPorts ports, Console console) {

    void print() {
        console.print("");
        console.print("  gateway        http://127.0.0.1:" + ports.mesh().gateway());
        console.print("  pilot          http://127.0.0.1:" + ports.mesh().push() + "/v1/proxies");
        console.print("  resource API   http://127.0.0.1:" + ports.mesh().api() + " (token in "
                + plan.home().shown() + "/token)");
        console.print("  gateway admin  http://127.0.0.1:" + ports.gateway().admin() + ", metrics http://127.0.0.1:"
                + ports.gateway().metrics() + "/stats/prometheus");
        console.print("");
        if (plan.withDemo()) {
            demo();
        } else {
            up();
        }
    }

    private void demo() {
        var option = plan.home().option();
        console.print(console.strong("The guide, to paste into another terminal:"));
        console.print("  export GATEWAY_URL=127.0.0.1:" + ports.mesh().gateway());
        console.print("  curl -s \"$GATEWAY_URL/headers\" | grep \"User-Agent\"");
        console.print("  for i in $(seq 1 20); do curl -s \"$GATEWAY_URL/headers\" | grep \"X-Powered-By\" "
                + "| awk '{print $NF}'; done");
        console.print("  curl -s -H \"x-test-header: v2\" \"$GATEWAY_URL/headers\" | grep \"X-Test-Header\"");
        console.print("  ./lateen explain GET http://$GATEWAY_URL/headers -H 'x-test-header: v2'" + option);
        console.print("  ./lateen proxy-status" + option);
        console.print("");
    }

    private void up() {
        var option = plan.home().option();
        console.print(console.strong("Next:"));
        console.print("  ./lateen run --service NAME --port 8000 --target-port 9001" + option + " -- COMMAND");
        console.print("  ./lateen apply -f FILE" + option);
        console.print("");
    }
}
