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
        /// Folded texts that stand side by side, and the one of each code.
        case run(Range<Int>, textOfCode: Buffer<UInt32>)
        case like(WildcardPattern, FoldedTexts)
        case regex(RegularExpression, FoldedTexts)
        /// Texts whose codes stand side by side.
        case codes(Range<Int>)
        case order(Comparison, than: TextBound)
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
            if dictionary.isAscending(texts) {
                let run = texts.run(startingWith: key.bytes)
                test = texts.textOfCode.map { .run(run, textOfCode: $0) } ?? .codes(run)
            } else {
                test = .needle(key.bytes, .start, texts)
            }
        case .ends(let key): test = .needle(key.bytes, .end, try cancellation.folded(dictionary, key.level))
        case .like(let key):
            test = .like(WildcardPattern(key.bytes), try cancellation.folded(dictionary, key.level))
        case .regex(let pattern):
            test = .regex(RegularExpression(pattern), try cancellation.folded(dictionary, .exact))
        case .order(let comparison, let text):
            let bound = TextBound(text)
            let place = dictionary.codes(at: bound) { cancellation.isCancelled }
            test =
                place.map { .codes(comparison.codes($0, count: dictionary.count)) } ?? .order(comparison, than: bound)
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
        case .run(let run, let textOfCode): return run.contains(Int(textOfCode[code]))
        case .like(let wildcard, let texts): return wildcard.matches(texts.text(ofCode: code))
        case .regex(let expression, let texts):
            return texts.text(ofCode: code).withSpan { expression.matches($0) }
        case .codes(let codes): return codes.contains(code)
        case .order(let comparison, let bound):
            var key: [UInt8] = []
            return dictionary[code].withSpan { comparison.wants(side: bound.side(of: $0, room: &key)) }
        }
    }

    // MARK: All texts

    /// The codes that match, where they are known to stand side by side; nil where only the texts tell.
    var run: Range<Int>? {
        if case .codes(let codes) = test { return codes }
        return nil
    }

    /// One truth a code, and one for the missing code (false).
    func matches() throws(ExecutionError) -> Buffer<Bool> {
        switch test {
        case .classes(let groups): return ofClasses(groups)
        case .needle(let needle, let place, let texts): return ofCodes(texts.hold(needle, place), texts)
        case .run(let run, let textOfCode): return ofCodes { run.contains(Int(textOfCode[$0])) }
        case .like(let wildcard, let texts):
            let matches = texts.match(wildcard) { [cancellation] in cancellation.isCancelled }
            try cancellation.check()
            return ofCodes(matches, texts)
        case .regex(let expression, let texts):
            let matches = texts.match(expression) { [cancellation] in cancellation.isCancelled }
            try cancellation.check()
            return ofCodes(matches, texts)
        case .codes(let codes): return ofCodes { codes.contains($0) }
        case .order(let comparison, let bound):
            let matches = dictionary.match(
                bound, where: { comparison.wants(side: $0) },
                isCancelled: { [cancellation] in cancellation.isCancelled })
            try cancellation.check()
            return matches
        }
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
        if let run { return run.map { Int32($0) } }
        return try matches().truePositions
    }

    /// `holds`: one truth a text, and false behind them.
    private func ofCodes(_ holds: Buffer<Bool>, _ texts: FoldedTexts) -> Buffer<Bool> {
        guard let textOfCode = texts.textOfCode else { return holds }
        return ofCodes { holds[Int(textOfCode[$0])] }
    }

    private func ofCodes(_ holds: (_ code: Int) -> Bool) -> Buffer<Bool> {
        Buffer(count: dictionary.count + 1) { matches in
            matches[dictionary.count] = false
            for code in 0..<dictionary.count { matches[code] = holds(code) }
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

extension Comparison {
    /// The codes that compare so to those at a place, of `count` in order.
    fileprivate func codes(_ place: Range<Int>, count: Int) -> Range<Int> {
        switch self {
        case .less: 0..<place.lowerBound
        case .lessOrEqual: 0..<place.upperBound
        case .greater: place.upperBound..<count
        default: place.lowerBound..<count
        }
    }
}
