import Language
import Storage
import VietnameseText

/// Which collections scripts that are about to run may be about, and which of their fields, told from the scripts' text
/// alone: those whose name or title stands somewhere in it. More may be named than is meant; what is left out is read
/// when something asks for it after all.
public struct AskedCollections: Sendable {
    /// The scripts' text as names are compared.
    private let text: [UInt8]
    private let scripts: [SourceText]

    /// Longer scripts are not looked through.
    private static let maximumBytes = 1 << 20

    /// Nil where all collections may be asked for: a search over everything, a command that looks at the data.
    public init?(by scripts: [SourceText], host: any SessionHost) {
        let whole = scripts.reduce(into: "") { $0 += $1.text($1.wholeRange) + "\n" }
        guard whole.utf8.count <= Self.maximumBytes else { return nil }
        // A command begins with a dot, and most questions have none.
        for script in scripts where script.bytes.contains(UInt8(ascii: ".")) {
            for statement in Parser.parse(script).script.statements {
                if case .command(let name, _, _) = statement.kind, host.readsData(command: name.text) { return nil }
            }
        }
        self.scripts = scripts
        text = NameKey.make(whole, .k2)
        if Self.isPart(Array("search".utf8), of: text) { return nil }
    }

    /// Whether one of the names, with or without marks, stands in the scripts.
    func contains(_ names: [String]) -> Bool {
        names.contains { name in Self.isPart(NameKey.make(name, .k2), of: text) }
    }

    /// Nil where all fields may be asked for.
    var fields: AskedFields? { AskedFields(by: scripts) }

    /// Whether the source is one of the scripts.
    func isBy(_ source: SourceText) -> Bool { scripts.contains { $0.bytes == source.bytes } }

    static func isPart(_ part: [UInt8], of text: [UInt8]) -> Bool {
        guard let first = part.first, part.count <= text.count else { return part.isEmpty }
        return (0...text.count - part.count).contains { start in
            text[start] == first && text[start..<start + part.count].elementsEqual(part)
        }
    }
}
