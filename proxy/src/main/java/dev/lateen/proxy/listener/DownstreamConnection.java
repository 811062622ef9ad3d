package dev.lateen.proxy.listener;

/// An open downstream connection, as its listener sees it. Event loop only.
interface DownstreamConnection {

    Binding binding();

    /// The listener drains: ends at the next moment that cuts nothing off.
    void drain();

    void closeNow();
}
