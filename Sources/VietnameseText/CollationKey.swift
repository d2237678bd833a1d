/// Bytes whose lexicographic order is the order of a Vietnamese dictionary.
///
/// The order is that of CLDR's `vi` collation for Vietnamese text: the letters of the whole string first, then the tones
/// (ngang, huyền, hỏi, ngã, sắc, nặng), then case, small letters first. Where a word bears its one tone (hoà, hòa) only
/// breaks ties, so that what `=` takes for one stands together, case apart. Before letters come spaces, punctuation and
/// numbers, in that order; a run of ASCII digits counts by its number, leading zeros only break ties. Runs of spaces
/// count as one, spaces at the ends as none. Letters of other scripts follow z by their code.
///
/// A key is made of levels, as in the Unicode Collation Algorithm (UTS #10), with a lower byte between two levels than in
/// any; a level of which nothing but the least weight is left is not written.
public enum CollationKey {
    /// Appends the key of `text` (UTF-8).
    public static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        var writer = CollationWriter(words: nil)
        writer.append(text, to: &output)
    }

    /// Appends the key of a person's name (UTF-8): the given name, which is the last word, then the rest. Letters and
    /// tones of the given name count before the rest, case only after everything.
    public static func appendGivenNameFirst(_ text: Span<UInt8>, to output: inout [UInt8]) {
        var writer = CollationWriter(words: nil)
        writer.appendGivenNameFirst(text, to: &output)
    }
}

/// Makes the collation keys of many texts, one after another: it remembers words, as `TextFolder` does.
public struct CollationKeys {
    private var writer = CollationWriter(words: WordTable())

    public init() {}

    /// `CollationKey.append`.
    public mutating func append(_ text: Span<UInt8>, to output: inout [UInt8]) { writer.append(text, to: &output) }

    /// `CollationKey.appendGivenNameFirst`.
    public mutating func appendGivenNameFirst(_ text: Span<UInt8>, to output: inout [UInt8]) {
        writer.appendGivenNameFirst(text, to: &output)
    }
}
