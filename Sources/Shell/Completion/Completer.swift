import Language
import VietnameseText

/// Finds what may stand where the cursor is: by its place in the statement, then by what is typed, marks ignored.
struct Completer {
    /// More than this nobody reads.
    static let maximumCandidates = 500

    let names: CompletionNames

    /// - Parameter text: the statement up to the cursor.
    func complete(_ text: String) -> Completion {
        let context = CompletionContext(text)
        switch context.place {
        case .nothing: return Completion(typed: context.typed, candidates: [])
        case .commandName: return words(names.commands.keys.sorted(), context.typed)
        case .commandArgument(let command): return argument(of: command, context.typed)
        case .source: return matching(sources + Self.candidates(Vocabulary.statements + ["search"]), context.typed)
        case .partner: return matching(sources, context.typed)
        case .stage: return words(Vocabulary.stages + Vocabulary.aggregates, context.typed)
        case .expression: return expression(context)
        case .afterOperand: return words(Vocabulary.logicalWords + Self.wordOperators, context.typed)
        case .afterExpression: return words(Vocabulary.clauseWords, context.typed)
        case .value(let field): return values(of: field, context)
        case .format: return words(names.formats, context.typed)
        case .chart: return words(Vocabulary.charts, context.typed)
        }
    }

    private static let wordOperators = Vocabulary.comparisonOperators.filter { $0.first?.isLetter == true }

    /// A name that may stand in one place, with everything that it may be found by.
    private struct Name {
        var candidate: Completion.Candidate
        var foundBy: [String]
    }

    private static func candidates(_ words: [String]) -> [Name] {
        words.map { Name(candidate: .init($0), foundBy: [$0]) }
    }

    private func words(_ words: [String], _ typed: String) -> Completion { matching(Self.candidates(words), typed) }

    private var sources: [Name] {
        let loaded = names.sources.map { source in
            Name(
                candidate: .init(Self.spelled(source.name), note: source.title),
                foundBy: [source.name] + (source.title.map { [$0] } ?? []))
        }
        return loaded + Self.candidates(names.definedNames)
    }

    /// Names found by themselves come before those found by a title or an alias.
    private func matching(_ names: [Name], _ typed: String) -> Completion {
        let wanted = Folding.key(.k2, typed.first == "`" ? String(typed.dropFirst()) : typed)
        var byName: [Completion.Candidate] = []
        var byOther: [Completion.Candidate] = []
        for name in names {
            guard let found = name.foundBy.firstIndex(where: { Folding.key(.k2, $0).starts(with: wanted) }) else {
                continue
            }
            if byName.contains(name.candidate) || byOther.contains(name.candidate) { continue }
            if found == 0 { byName.append(name.candidate) } else { byOther.append(name.candidate) }
        }
        return Completion(typed: typed, candidates: Array((byName + byOther).prefix(Self.maximumCandidates)))
    }

    private func argument(of command: String, _ typed: String) -> Completion {
        switch names.commands[command] {
        case .collection: matching(sources, typed)
        case .format: words(names.formats, typed)
        case .onOrOff: words(["on", "off"], typed)
        case .setting: words(["index eager", "index lazy", "index always", "index off"], typed)
        case .topic: words(names.helpTopics, typed)
        case .file: words(FileNames.beginning(with: typed), typed)
        case .nothing, nil: Completion(typed: typed, candidates: [])
        }
    }

    private func expression(_ context: CompletionContext) -> Completion {
        let path = context.typed.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard var source = source(named: context.source) else { return words(Self.functions, context.typed) }
        for step in path.dropLast() where !step.isEmpty {
            guard let target = field(step, of: source)?.target, let next = self.source(named: target) else {
                return Completion(typed: context.typed, candidates: [])
            }
            source = next
        }
        let last = path.last ?? ""
        let fields = source.fields.map { field in
            Name(
                candidate: .init(Self.spelled(field.name), note: field.otherNames.first),
                foundBy: [field.name] + field.otherNames)
        }
        return matching(path.count > 1 ? fields : fields + Self.candidates(Self.functions), last)
    }

    private static let functions =
        (Vocabulary.functions.keys.sorted() + Vocabulary.windowFunctions + Vocabulary.aggregates).map { $0 + "(" }

    private func source(named name: String?) -> CompletionNames.Source? {
        guard let name else { return nil }
        let key = Folding.key(.k2, name)
        return names.sources.first { $0.name == name } ?? names.sources.first { Folding.key(.k2, $0.name) == key }
    }

    private func field(_ name: String, of source: CompletionNames.Source) -> CompletionNames.Field? {
        let key = Folding.key(.k2, name)
        return source.fields.first { $0.name == name }
            ?? source.fields.first { ([$0.name] + $0.otherNames).contains { Folding.key(.k2, $0) == key } }
    }

    private func values(of fieldName: String, _ context: CompletionContext) -> Completion {
        var typed = context.typed
        let quote = typed.first.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
        if quote != nil { typed.removeFirst() }
        guard let source = source(named: context.source), let field = field(fieldName, of: source) else {
            return Completion(typed: context.typed, candidates: [])
        }
        let wanted = Folding.key(.k2, typed)
        let found = names.values(source.name, field.name, typed)
            .filter { Folding.key(.k2, $0).starts(with: wanted) }
            .prefix(Self.maximumCandidates)
        return Completion(
            typed: context.typed,
            candidates: found.map { .init(quote != nil ? Self.quoted($0) : Self.spelledValue($0)) })
    }
}

extension Completer {
    /// A name as the language reads it: in back quotes unless it is one word.
    static func spelled(_ name: String) -> String {
        let isWord = name.unicodeScalars.allSatisfy(LexemeReader.isWordScalar)
        let startsWithDigit = name.first?.isNumber ?? true
        return isWord && !startsWithDigit && name.first != "$" ? name : "`\(name)`"
    }

    /// A value as it is written right of a comparison: in quotes when something in it would end it.
    static func spelledValue(_ value: String) -> String {
        let ends = "|,);#\"'\\\n$(".unicodeScalars
        let words = value.lowercased().split(separator: " ")
        let isPlain =
            !value.isEmpty && value.first != "." && value.first != " " && value.last != " " && !words.contains("and")
            && !words.contains("or") && !value.contains("--") && !value.contains("..")
            && !value.unicodeScalars.contains { ends.contains($0) }
        return isPlain ? value : quoted(value)
    }

    static func quoted(_ value: String) -> String {
        var text = "\""
        for character in value {
            switch character {
            case "\"", "\\": text += "\\\(character)"
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text + "\""
    }
}
