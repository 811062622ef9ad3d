package dev.lateen.httpbin;

import java.util.ArrayList;
import java.util.List;

/// The list of `/status/{codes}`: `200` or `200:3,500:1`, a code without a weight counts as 1.
///
/// Only final statuses, 200 to 599: a 1xx ends no exchange.
record WeightedStatus(List<Choice> choices) {

    record Choice(int status, double weight) {}

    private static final String EXPECTED = "codes from 200 to 599, each with an optional weight: 200:3,500:1";

    WeightedStatus {
        choices = List.copyOf(choices);
    }

    static WeightedStatus parse(String codes) {
        List<Choice> choices = new ArrayList<>();
        for (String part : codes.split(",", -1)) {
            int colon = part.indexOf(':');
            String status = colon < 0 ? part : part.substring(0, colon);
            String weight = colon < 0 ? "1" : part.substring(colon + 1);
            choices.add(choice(codes, status.strip(), weight.strip()));
        }
        if (choices.stream().mapToDouble(Choice::weight).sum() <= 0) {
            throw new BadInput("status", codes, "a weight above 0");
        }
        return new WeightedStatus(choices);
    }

    /// The choice at `point` of the whole, 0 inclusive to 1 exclusive.
    int pick(double point) {
        double left = point * choices.stream().mapToDouble(Choice::weight).sum();
        int last = choices.getFirst().status();
        for (Choice choice : choices) {
            if (choice.weight() > 0) {
                last = choice.status();
                left -= choice.weight();
            }
            if (left < 0) {
                break;
            }
        }
        return last;
    }

    private static Choice choice(String codes, String status, String weight) {
        try {
            Choice choice = new Choice(Integer.parseInt(status), Double.parseDouble(weight));
            if (choice.status >= 200 && choice.status <= 599 && choice.weight >= 0 && choice.weight <= 1e9) {
                return choice;
            }
        } catch (NumberFormatException e) {
            // the same answer as for a code out of range
        }
        throw new BadInput("status", codes, EXPECTED);
    }
}
