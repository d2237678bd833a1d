import Columns
import Planning
import Values
import VietnameseText

/// A text pattern: asked of each distinct text once, then a look into a table a row.
final class TextPredicate: Predicate {
    private let subject: any Evaluator
    private let pattern: TextPattern
    private let cancellation: Cancellation
    /// Held, so that no other dictionary can take its place in memory.
    private var known: (dictionary: TextDictionary, matches: Buffer<Bool>)?

    init(_ subject: any Evaluator, _ pattern: TextPattern, _ cancellation: Cancellation) {
        self.subject = subject
        self.pattern = pattern
        self.cancellation = cancellation
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        let vector = try subject.evaluate(batch)
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        let matches = try matches(dictionary)
        switch codes.storage {
        case .bytes(let buffer): vector.keep(&positions) { matches[Int(buffer[$0])] }
        case .shorts(let buffer): vector.keep(&positions) { matches[Int(buffer[$0])] }
        case .words(let buffer): vector.keep(&positions) { matches[Int(buffer[$0])] }
        case .longs: vector.keep(&positions) { matches[Int(codes[$0])] }
        }
    }

    private func matches(_ dictionary: TextDictionary) throws(ExecutionError) -> Buffer<Bool> {
        if let known, known.dictionary === dictionary { return known.matches }
        let made = try DictionaryMatcher(dictionary, cancellation).matches(pattern)
        known = (dictionary, made)
        return made
    }
}

/// Which texts of a dictionary match a pattern.
struct DictionaryMatcher {
    private let dictionary: TextDictionary
    private let cancellation: Cancellation

    init(_ dictionary: TextDictionary, _ cancellation: Cancellation) {
        (self.dictionary, self.cancellation) = (dictionary, cancellation)
    }

    /// One truth a code, and one for the missing code (false).
    func matches(_ pattern: TextPattern) throws(ExecutionError) -> Buffer<Bool> {
        switch pattern {
        case .anyOf(let keys): return try byClass(keys)
        case .contains(let key): return try byKey(key) { $0.contains(key.bytes) }
        case .word(let key): return try byKey(key) { $0.containsWord(key.bytes) }
        case .starts(let key): return try byKey(key) { $0.starts(with: key.bytes) }
        case .ends(let key): return try byKey(key) { $0.ends(with: key.bytes) }
        case .like(let key):
            let wildcard = WildcardPattern(key.bytes)
            return try byKey(key) { wildcard.matches($0) }
        case .regex(let pattern):
            let expression = RegularExpression(pattern)
            return try byTest(.exact) { text in text.withSpan { expression.matches($0) } }
        case .order(let comparison, let text): return try byOrder(comparison, text)
        }
    }

    /// The codes of the texts that match, ascending.
    func codes(_ pattern: TextPattern) throws(ExecutionError) -> [Int] {
        if case .anyOf(let keys) = pattern, keys.count == 1 {
            let classes = try cancellation.classes(dictionary, keys[0].level)
            guard let wanted = classes.find(keys[0].bytes) else { return [] }
            // Classes are numbered as their first texts are: as many of both means that each is its own.
            if classes.count == dictionary.count { return [Int(wanted)] }
            return (0..<dictionary.count).filter { classes.classOfCode[$0] == wanted }
        }
        let matches = try matches(pattern)
        return (0..<dictionary.count).filter { matches[$0] }
    }

    private func byClass(_ keys: [TextPattern.Key]) throws(ExecutionError) -> Buffer<Bool> {
        var matches = [Bool](repeating: false, count: dictionary.count + 1)
        for (level, same) in Dictionary(grouping: keys, by: \.level) {
            let classes = try cancellation.classes(dictionary, level)
            let wanted = same.compactMap { classes.find($0.bytes) }
            guard !wanted.isEmpty else { continue }
            var isWanted = [Bool](repeating: false, count: classes.count)
            for number in wanted { isWanted[Int(number)] = true }
            for code in 0..<dictionary.count where isWanted[Int(classes.classOfCode[code])] {
                matches[code] = true
            }
        }
        return Buffer(matches)
    }

    private func byKey(_ key: TextPattern.Key, _ test: (FoldedText) -> Bool) throws(ExecutionError) -> Buffer<Bool> {
        try byTest(key.level) { test(FoldedText($0)) }
    }

    /// Asks each class of a level once.
    private func byTest(_ level: Folding.Level, _ test: (TextSlice) -> Bool) throws(ExecutionError) -> Buffer<Bool> {
        let classes = try cancellation.classes(dictionary, level)
        var holds = [Bool](repeating: false, count: classes.count)
        try cancellation.forEachRun(classes.count) { numbers throws(ExecutionError) in
            for number in numbers { holds[number] = test(classes.keys[number]) }
        }
        return Buffer(count: dictionary.count + 1) { matches in
            matches[dictionary.count] = false
            for code in 0..<dictionary.count { matches[code] = holds[Int(classes.classOfCode[code])] }
        }
    }

    private func byOrder(_ comparison: Comparison, _ text: String) throws(ExecutionError) -> Buffer<Bool> {
        var bound: [UInt8] = []
        CollationKey.append(Array(text.utf8).span, to: &bound)
        var key: [UInt8] = []
        var matches = [Bool](repeating: false, count: dictionary.count + 1)
        for code in 0..<dictionary.count {
            if code % Cancellation.fewTexts == 0 { try cancellation.check() }
            key.removeAll(keepingCapacity: true)
            dictionary[code].withSpan { CollationKey.append($0, to: &key) }
            let isBefore = key.lexicographicallyPrecedes(bound)
            matches[code] =
                switch comparison {
                case .less: isBefore
                case .lessOrEqual: isBefore || key == bound
                case .greater: !isBefore && key != bound
                default: !isBefore
                }
        }
        return Buffer(matches)
    }
}

/// Searches in a folded text without copying it.
struct FoldedText {
    private let slice: TextSlice

    init(_ slice: TextSlice) { self.slice = slice }

    var count: Int { slice.count }

    subscript(index: Int) -> UInt8 { slice.buffer[slice.range.lowerBound + index] }

    func starts(with key: [UInt8]) -> Bool { key.count <= count && holds(key, at: 0) }

    func ends(with key: [UInt8]) -> Bool { key.count <= count && holds(key, at: count - key.count) }

    func contains(_ key: [UInt8]) -> Bool {
        guard let first = key.first else { return true }
        guard key.count <= count else { return false }
        return slice.withSpan { text in
            var start = 0
            let last = text.count - key.count
            while start <= last {
                if text[start] == first, holds(key, at: start) { return true }
                start += 1
            }
            return false
        }
    }

    /// Contains the key with a border of the text, or no letter or digit, on each side of it.
    func containsWord(_ key: [UInt8]) -> Bool {
        guard !key.isEmpty, key.count <= count else { return false }
        for start in 0...(count - key.count) where holds(key, at: start) {
            let end = start + key.count
            if (start == 0 || !isWordByte(self[start - 1])) && (end == count || !isWordByte(self[end])) { return true }
        }
        return false
    }

    /// ASCII letters and digits, and every byte of a letter outside ASCII.
    private func isWordByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
            || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }

    private func holds(_ key: [UInt8], at start: Int) -> Bool {
        slice.withSpan { text in
            for index in key.indices where text[start + index] != key[index] { return false }
            return true
        }
    }
}

/// SQL's `like`: `%` stands for any text, `_` for one character; greedy matching with one point to return to, so the
/// time is bounded by text × pattern.
struct WildcardPattern {
    private let pattern: [UInt8]

    init(_ pattern: [UInt8]) { self.pattern = pattern }

    func matches(_ text: FoldedText) -> Bool {
        var (position, next) = (0, 0)
        var retry: (pattern: Int, text: Int)?
        while position < text.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "%") {
                next += 1
                retry = (next, position)
            } else if next < pattern.count, pattern[next] == UInt8(ascii: "_") {
                next += 1
                position = text.endOfCharacter(position)
            } else if next < pattern.count, pattern[next] == text[position] {
                next += 1
                position += 1
            } else if let (start, at) = retry {
                next = start
                position = at + 1
                retry = (start, position)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "%") }
    }
}

extension FoldedText {
    /// The offset behind the UTF-8 scalar that begins at `start`.
    func endOfCharacter(_ start: Int) -> Int {
        var end = start + 1
        while end < count, self[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
