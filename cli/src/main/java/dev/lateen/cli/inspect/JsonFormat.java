package dev.lateen.cli.inspect;

/// For `-o`; lower case, as users type it.
enum JsonFormat {
    json
}
