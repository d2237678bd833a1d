/// Stages written as methods of a collection, as data frames have them.
extension SyntaxReader {
    /// `awards.count()`, `awards.groupby("form").quantity.sum()`: stages are no methods.
    func methods(_ collection: Token, _ end: Int) -> Failure? {
        let rest = source.text(SourceRange(collection.range.upper, endOfStageText(from: collection.range.upper)))
        let word = rest.dropFirst().prefix { $0.isLetter || $0 == "_" }.lowercased()
        let isKnown = Vocabulary.stageWords[word] != nil || Vocabulary.aggregate(word) != nil
        let isDescription = Self.descriptions.contains(word)
        guard rest.first == ".", isKnown || isDescription || byte(at: end) == UInt8(ascii: "(") else { return nil }
        let place = SourceRange(collection.range.lower, end)
        let name = source.text(collection.range)
        if isDescription {
            return failure("fields and types are told by `describe`", at: place, hints: ["describe \(name)"])
        }
        let stage =
            if isKnown {
                plainStage(rest, word)
            } else if ["groupby", "group_by"].contains(word) {
                groups(rest, word)
            } else {
                foreignStage(word, rest: plainStage(rest, word))
            }
        guard let stage else {
            return failure("stages are no methods: one stands behind a space or a bar", at: place)
        }
        return failure(
            "a stage stands behind a space or a bar, not behind a dot", at: place, hints: ["\(name) \(stage)"])
    }

    /// `.count()` as `count`, `.take(5)` as `take 5`.
    private func plainStage(_ call: String, _ word: String) -> String {
        var stage = String(call.dropFirst())
        if stage.hasSuffix("()") { stage.removeLast(2) }
        let argument = stage.dropFirst(word.count)
        guard argument.hasPrefix("("), argument.hasSuffix(")"), argument.dropFirst().dropLast().utf8.allSatisfy(isDigit)
        else { return stage }
        return "\(word) \(argument.dropFirst().dropLast())"
    }

    /// `.groupby(["form"])["quantity"].sum()` as `sum quantity by form`.
    private func groups(_ call: String, _ word: String) -> String? {
        guard let end = call.firstIndex(of: ")") else { return nil }
        let keys = call[..<end].dropFirst(word.count + 1).filter { !"()[]'\"".contains($0) }
        let pieces = call[end...].split { ".()[]'\"".contains($0) }.map(String.init)
        guard !keys.isEmpty, pieces.count <= 2 else { return nil }
        guard let last = pieces.last else { return "count by \(keys)" }
        if pieces.count == 1 { return ["size", "count"].contains(last) ? "count by \(keys)" : nil }
        let aggregate = last == "nunique" ? "distinct" : Vocabulary.aggregate(last)
        return aggregate.map { "\($0) \(pieces[0]) by \(keys)" }
    }
}
