import Engine
import VietnameseText

/// `.set index eager|lazy|always|off`
enum SetCommand: ShellCommand {
    static let name = ".set"
    static let usage = "index eager|lazy|always|off"
    static let summary =
        "indexes: built at once, when they pay, or never; always: read wherever one answers"
    static let example = ".set index eager"
    static let argument = CommandArgument.setting
    static let readsData = false

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        let words = argument.lowercased().split { $0 == " " || $0 == "\t" || $0 == "=" }.map(String.init)
        let policies = IndexPolicy.allCases.map(\.rawValue)
        guard words.first ?? "index" == "index", words.count <= 2 else {
            throw console.fail(
                ".set takes index and one of \(policies.joined(separator: ", ")), not \(argument)",
                hints: [".set index lazy"])
        }
        guard words.count == 2 else {
            try console.show("index \(console.session.options.planner.indexes.rawValue)")
            return
        }
        guard let policy = IndexPolicy(rawValue: words[1]) else {
            let near = Spelling.nearest(words[1], among: policies)
            throw console.fail(
                "index is one of \(policies.joined(separator: ", ")), not \(words[1])",
                hints: near.map { "did you mean .set index \($0)?" })
        }
        console.session.options.planner.indexes = policy
    }
}
