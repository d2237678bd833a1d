import VietnameseText

/// How a file's bytes are read as text, where someone says so instead of the bytes themselves.
public enum TextEncoding: Hashable, Sendable {
    case utf8
    /// By the byte order mark, the little end first without one.
    case utf16
    case legacy(LegacyEncoding)

    /// By a usual name; nil for what is not read.
    public init?(name: String) {
        switch name.lowercased() {
        case "utf-8", "utf8", "utf-8-sig", "utf_8", "ascii", "us-ascii": self = .utf8
        case "utf-16", "utf16", "utf-16le": self = .utf16
        default:
            guard let legacy = LegacyEncoding(name: name) else { return nil }
            self = .legacy(legacy)
        }
    }

    /// For messages.
    public static let names =
        (["UTF-8", "UTF-16"] + LegacyEncoding.allCases.map(\.rawValue)).joined(separator: ", ")
}

/// Which encoding a text is in, told by the words that come of it.
struct EncodingDetection {
    /// The one that is clearly best, and the words that speak for it.
    private(set) var found: (encoding: LegacyEncoding, evidence: String)?
    /// Those that explain the text, where none is clearly best.
    private(set) var possible: [LegacyEncoding] = []

    /// The least share of words that must be Vietnamese syllables, and by how much it must be above the next.
    private static let leastShare = 0.6
    private static let lead = 0.2
    /// Fewer words prove nothing.
    private static let fewWords = 3
    private static let wordLimit = 1024

    private typealias Candidate = (encoding: LegacyEncoding, count: Syllables.Count, text: [UInt8])

    /// `sample`: some lines of the text; `isUTF8`: whether all of it is.
    init(_ sample: [UInt8], isUTF8: Bool) {
        let asItIs = isUTF8 ? Syllables.count(in: sample.span, limit: Self.wordLimit).share : 0
        var candidates: [Candidate] = []
        for encoding in LegacyEncoding.detectable {
            guard let text = try? encoding.decode(sample.span) else { continue }
            let count = Syllables.count(in: text.span, limit: Self.wordLimit)
            if count.valid > 0, count.share >= Self.leastShare { candidates.append((encoding, count, text)) }
        }
        candidates.sort { $0.count.share > $1.count.share }
        guard let best = candidates.first, best.count.share >= asItIs + Self.lead else { return }
        // What comes to the same text is no rival.
        let rivals = candidates.dropFirst().filter { $0.text != best.text }
        let isRivalled = rivals.first.map { $0.count.share > best.count.share - Self.lead } ?? false
        // A stray byte or two may make a word in any encoding.
        if isRivalled || best.count.valid < Self.fewWords {
            possible = [best.encoding] + rivals.map(\.encoding)
            return
        }
        let words = best.count.words
        let share = best.count.valid == words ? "all" : "\(best.count.valid)"
        found = (best.encoding, "\(share) of \(words) words with marks are Vietnamese then")
    }

    /// Whether a UTF-8 text has words with marks, and they are not Vietnamese, nor anything else that is UTF-8 by chance.
    static func isDoubtful(_ sample: [UInt8]) -> Bool {
        let count = Syllables.count(in: sample.span, limit: 512)
        return count.words >= fewWords && count.share < leastShare
    }
}

/// Some lines of a text that have bytes beyond ASCII.
struct TextSample {
    private(set) var lines: [UInt8] = []

    private static let mostBytes = 1 << 16
    private static let stretchBytes = 1 << 16
    private static let stretchCount = 16

    /// Parts of a text of so many bytes that are looked at: all of a short one, else some spread evenly.
    static func stretches(of size: Int) -> [Range<Int>] {
        guard size > stretchBytes * stretchCount else { return [0..<size] }
        let gap = (size - stretchBytes) / (stretchCount - 1)
        return (0..<stretchCount).map { $0 * gap..<$0 * gap + stretchBytes }
    }

    /// Adds the lines of a stretch; where it does not begin the text or end it, whole ones only.
    mutating func add(_ stretch: UnsafeBufferPointer<UInt8>, isFirst: Bool, isLast: Bool) {
        var rest = stretch[...]
        if !isFirst { rest = rest[(rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.endIndex)...] }
        while !rest.isEmpty, lines.count < Self.mostBytes {
            let end = rest.firstIndex(of: 0x0A)
            guard end != nil || isLast else { return }
            let line = rest[..<(end ?? rest.endIndex)]
            if line.contains(where: { $0 >= 0x80 }) {
                lines += line.prefix(Self.mostBytes)
                lines.append(0x0A)
            }
            rest = end.map { rest[($0 + 1)...] } ?? rest[rest.endIndex...]
        }
    }

    /// Of a text that is all there.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        for stretch in Self.stretches(of: text.count) {
            add(
                UnsafeBufferPointer(rebasing: text[stretch]), isFirst: stretch.lowerBound == 0,
                isLast: stretch.upperBound == text.count)
        }
    }

    /// Of a file; nil where it cannot be read.
    init?(_ file: OpenFile) {
        for stretch in Self.stretches(of: file.size) {
            guard let bytes = file.bytes(at: stretch.lowerBound, count: stretch.count) else { return nil }
            withExtendedLifetime(bytes) {
                add(bytes.bytes, isFirst: stretch.lowerBound == 0, isLast: stretch.upperBound == file.size)
            }
        }
    }
}
