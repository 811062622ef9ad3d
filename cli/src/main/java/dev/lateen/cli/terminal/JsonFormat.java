package dev.lateen.cli.terminal;

/// For `-o` where JSON is the only other way to say it; lower case, as users type it.
public enum JsonFormat {
    json
}
