import Columns
import Planning
import Values
import VietnameseText

/// A text pattern over one dictionary: asked of single texts, or of all of them at once.
struct DictionaryMatcher: Sendable {
    private let dictionary: TextDictionary
    private let cancellation: Cancellation
    private let test: Test

    private enum Test: Sendable {
        /// The classes whose texts are among some.
        case classes([(classes: TextClasses, wanted: Set<UInt32>)])
        case needle([UInt8], FoldedTexts.Place, FoldedTexts)
        /// Texts that stand side by side.
        case run(Range<Int>, FoldedTexts)
        /// `part`: bytes that stand in every match.
        case like(WildcardPattern, part: [UInt8], FoldedTexts)
        case regex(RegularExpression, FoldedTexts)
        case order(Comparison, than: [UInt8])
    }

    init(
        _ pattern: TextPattern, _ dictionary: TextDictionary, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        self.dictionary = dictionary
        self.cancellation = cancellation
        switch pattern {
        case .anyOf(let keys):
            var groups: [(classes: TextClasses, wanted: Set<UInt32>)] = []
            for (level, same) in Dictionary(grouping: keys, by: \.level) {
                let classes = try cancellation.classes(dictionary, level)
                groups.append((classes, Set(same.compactMap { classes.find($0.bytes) })))
            }
            test = .classes(groups)
        case .contains(let key): test = .needle(key.bytes, .anywhere, try cancellation.folded(dictionary, key.level))
        case .word(let key): test = .needle(key.bytes, .word, try cancellation.folded(dictionary, key.level))
        case .starts(let key):
            let texts = try cancellation.folded(dictionary, key.level)
            test =
                dictionary.isAscending(texts)
                ? .run(texts.run(startingWith: key.bytes), texts) : .needle(key.bytes, .start, texts)
        case .ends(let key): test = .needle(key.bytes, .end, try cancellation.folded(dictionary, key.level))
        case .like(let key):
            let wildcard = WildcardPattern(key.bytes)
            test = .like(wildcard, part: wildcard.longestPart, try cancellation.folded(dictionary, key.level))
        case .regex(let pattern):
            test = .regex(RegularExpression(pattern), try cancellation.folded(dictionary, .exact))
        case .order(let comparison, let text):
            var bound: [UInt8] = []
            CollationKey.append(Array(text.utf8).span, to: &bound)
            test = .order(comparison, than: bound)
        }
    }

    /// Whether some text may match, as far as the bytes of all of them tell.
    static func mayMatch(_ pattern: TextPattern, _ dictionary: TextDictionary, _ cancellation: Cancellation) -> Bool {
        let part: [UInt8]
        let level: Folding.Level
        switch pattern {
        case .contains(let key), .word(let key), .starts(let key), .ends(let key):
            (part, level) = (key.bytes, key.level)
        case .like(let key): (part, level) = (WildcardPattern(key.bytes).longestPart, key.level)
        case .anyOf, .regex, .order: return true
        }
        return dictionary.mayHold(part, level) { cancellation.isCancelled }
    }

    // MARK: One text

    /// Whether the text of a code matches.
    func holds(_ code: Int) -> Bool {
        switch test {
        case .classes(let groups):
            return groups.contains { $0.wanted.contains($0.classes.classOfCode[code]) }
        case .needle(let needle, let place, let texts):
            let text = FoldedText(texts.text(ofCode: code))
            switch place {
            case .anywhere: return text.contains(needle)
            case .word: return text.containsWord(needle)
            case .start: return text.starts(with: needle)
            case .end: return text.ends(with: needle)
            }
        case .run(let run, let texts): return run.contains(texts.textOfCode.map { Int($0[code]) } ?? code)
        case .like(let wildcard, _, let texts): return wildcard.matches(FoldedText(texts.text(ofCode: code)))
        case .regex(let expression, let texts):
            return texts.text(ofCode: code).withSpan { expression.matches($0) }
        case .order(let comparison, let bound):
            var key: [UInt8] = []
            dictionary[code].withSpan { CollationKey.append($0, to: &key) }
            return Self.stands(key, comparison, bound)
        }
    }

    private static func stands(_ key: [UInt8], _ comparison: Comparison, _ bound: [UInt8]) -> Bool {
        let isBefore = key.lexicographicallyPrecedes(bound)
        return switch comparison {
        case .less: isBefore
        case .lessOrEqual: isBefore || key == bound
        case .greater: !isBefore && key != bound
        default: !isBefore
        }
    }

    // MARK: All texts

    /// One truth a code, and one for the missing code (false).
    func matches() throws(ExecutionError) -> Buffer<Bool> {
        switch test {
        case .classes(let groups): return ofClasses(groups)
        case .needle(let needle, let place, let texts): return ofCodes(texts.hold(needle, place), texts)
        case .run(let run, let texts):
            let holds = Buffer<Bool>(count: texts.count) { holds in
                holds.update(repeating: false)
                for text in run { holds[text] = true }
            }
            return ofCodes(holds, texts)
        case .like(let wildcard, let part, let texts):
            let mayMatch = texts.hold(part, .anywhere)
            return try satisfying(texts) {
                wildcard.matches(FoldedText($0))
            } where: {
                mayMatch[$0]
            }
        case .regex(let expression, let texts):
            return try satisfying(texts) { text in
                text.withSpan { expression.matches($0) }
            } where: { _ in
                true
            }
        case .order:
            var matches = [Bool](repeating: false, count: dictionary.count + 1)
            for code in 0..<dictionary.count {
                if code % Cancellation.fewTexts == 0 { try cancellation.check() }
                matches[code] = holds(code)
            }
            return Buffer(matches)
        }
    }

    private func satisfying(
        _ texts: FoldedTexts, _ test: @escaping @Sendable (TextSlice) -> Bool,
        where mayHold: @escaping @Sendable (Int) -> Bool
    ) throws(ExecutionError) -> Buffer<Bool> {
        try cancellation.check()
        let holds = texts.satisfy(test, where: mayHold) { [cancellation] in cancellation.isCancelled }
        try cancellation.check()
        return ofCodes(holds, texts)
    }

    /// The codes of the texts that match, ascending.
    func codes() throws(ExecutionError) -> [Int32] {
        if case .classes(let groups) = test {
            let codes = groups.flatMap { group in group.wanted.flatMap { group.classes.codes(ofClass: $0) } }
            return Set(codes).map { Int32($0) }.sorted()
        }
        if case .needle(let needle, let place, let texts) = test, texts.textOfCode == nil {
            return texts.hold(needle, place).truePositions
        }
        if case .run(let run, let texts) = test, texts.textOfCode == nil { return run.map { Int32($0) } }
        return try matches().truePositions
    }

    private func ofCodes(_ holds: Buffer<Bool>, _ texts: FoldedTexts) -> Buffer<Bool> {
        Buffer(count: dictionary.count + 1) { matches in
            matches[dictionary.count] = false
            if let textOfCode = texts.textOfCode {
                for code in 0..<dictionary.count { matches[code] = holds[Int(textOfCode[code])] }
            } else {
                for code in 0..<dictionary.count { matches[code] = holds[code] }
            }
        }
    }

    private func ofClasses(_ groups: [(classes: TextClasses, wanted: Set<UInt32>)]) -> Buffer<Bool> {
        Buffer(count: dictionary.count + 1) { matches in
            matches.update(repeating: false)
            for (classes, wanted) in groups {
                for number in wanted {
                    for code in classes.codes(ofClass: number) { matches[Int(code)] = true }
                }
            }
        }
    }
}
