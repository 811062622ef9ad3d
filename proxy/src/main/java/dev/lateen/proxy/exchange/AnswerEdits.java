package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.HeadSplice;

/// What is changed in the head of an answer before it leaves.
@FunctionalInterface
interface AnswerEdits {

    AnswerEdits NONE = _ -> {};

    void edit(HeadSplice splice);
}
