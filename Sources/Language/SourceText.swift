/// A range of UTF-8 offsets into one `SourceText`; every position in this module is counted so.
public struct SourceRange: Hashable, Sendable {
    public var lower: Int
    public var upper: Int

    public init(_ lower: Int, _ upper: Int) {
        assert(lower >= 0 && lower <= upper)
        self.lower = lower
        self.upper = upper
    }

    public var length: Int { upper - lower }

    /// The smallest range that covers both.
    public func union(_ other: SourceRange) -> SourceRange {
        SourceRange(min(lower, other.lower), max(upper, other.upper))
    }
}

/// The text of one script, command or line, with the name under which errors show it.
public struct SourceText: Sendable {
    /// A file's path as the user gave it, or a word in angle brackets such as `<input>`.
    public let name: String
    public let bytes: [UInt8]
    /// The number of the first line, 1 unless the text is part of something larger.
    public let firstLine: Int
    /// The offset at which each line begins, ascending; the first is 0.
    private let lineStarts: [Int]

    public init(name: String, bytes: [UInt8], firstLine: Int = 1) {
        self.name = name
        self.bytes = bytes
        self.firstLine = firstLine
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == 10 { starts.append(offset + 1) }
        lineStarts = starts
    }

    public init(name: String, _ text: String, firstLine: Int = 1) {
        self.init(name: name, bytes: Array(text.utf8), firstLine: firstLine)
    }

    /// The text of a range; invalid UTF-8 is repaired, because this is for showing.
    public func text(_ range: SourceRange) -> String {
        String(decoding: bytes[range.lower..<range.upper], as: UTF8.self)
    }

    public var wholeRange: SourceRange { SourceRange(0, bytes.count) }

    /// The line in which `offset` stands: its number, counted from `firstLine`, and its range without the line end.
    /// An offset past the end stands in the last line.
    public func line(containing offset: Int) -> (number: Int, range: SourceRange) {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let lower = lineStarts[low]
        var upper = low + 1 < lineStarts.count ? lineStarts[low + 1] - 1 : bytes.count
        if upper > lower, bytes[upper - 1] == 13 { upper -= 1 }
        return (firstLine + low, SourceRange(lower, upper))
    }

    /// The column of `offset` in its line, counted from 1 in characters as a person sees them.
    public func column(of offset: Int) -> Int {
        let line = line(containing: offset).range
        return text(SourceRange(line.lower, min(max(offset, line.lower), line.upper))).count + 1
    }
}
