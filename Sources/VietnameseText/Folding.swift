/// The three levels at which two texts are the same.
public enum Folding {
    public enum Level: Hashable, Sendable { case exact, k1, k2 }
    public static func append(_ level: Level, of text: Span<UInt8>, to output: inout [UInt8]) {
        for i in text.indices { output.append(text[i]) }
    }
}
public enum CollationKey {
    public static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        for i in text.indices { output.append(text[i]) }
    }
    public static func appendGivenNameFirst(_ text: Span<UInt8>, to output: inout [UInt8]) {
        for i in text.indices { output.append(text[i]) }
    }
}
public enum DisplayWidth {
    /// Columns on a terminal.
    public static func columns(of text: Span<UInt8>) -> Int { text.count }
    public static func columns(of text: String) -> Int { text.count }
}
extension Folding {
    public static func key(_ level: Level, _ text: String) -> [UInt8] { Array(text.utf8) }
    public static func hasMarks(_ text: String) -> Bool { false }
}
public enum Spelling {
    public static func nearest(_ word: String, among candidates: some Sequence<String>, limit: Int = 3) -> [String] { [] }
}
