import ArgumentParser
import Glibc
import Shell

/// The program: which of the command lines it was started with.
enum Program {
    static let version = "0.1.0"

    static func run(_ arguments: [String]) -> ExitStatus {
        switch subcommand(arguments) {
        case "format":
            run(FormatArguments.self, Array(arguments.dropFirst())) { arguments throws(UsageProblem) in
                ScriptTools.format(arguments)
            }
        case "check":
            run(CheckArguments.self, Array(arguments.dropFirst())) { arguments throws(UsageProblem) in
                try ScriptTools.check(arguments)
            }
        case "manual":
            run(ManualArguments.self, Array(arguments.dropFirst())) { arguments throws(UsageProblem) in
                ScriptTools.printManual()
            }
        default:
            if let plain = Invocation(plain: arguments) {
                answer { () throws(UsageProblem) in try Job.run(plain) }
            } else {
                run(MainArguments.self, arguments) { arguments throws(UsageProblem) in
                    try Job.run(arguments.invocation)
                }
            }
        }
    }

    /// `format`, `check` or `manual` as the first argument, unless it names data: with a file or folder of that name here it is
    /// a subcommand only when scripts follow (`tdq check report.tdq`). `./check` is always data.
    private static func subcommand(_ arguments: [String]) -> String? {
        guard let first = arguments.first, ["format", "check", "manual"].contains(first) else { return nil }
        if access(first, F_OK) != 0 { return first }
        let operands = arguments.dropFirst().filter { !$0.hasPrefix("-") }
        return !operands.isEmpty && operands.allSatisfy { $0.hasSuffix(".tdq") } ? first : nil
    }

    /// Help goes to standard output with 0; a wrong command line is said on standard error and ends with 2.
    private static func run<Arguments: ParsableArguments>(
        _ type: Arguments.Type, _ arguments: [String], _ body: (Arguments) throws(UsageProblem) -> ExitStatus
    ) -> ExitStatus {
        let parsed: Arguments
        do {
            parsed = try Arguments.parse(arguments)
        } catch {
            let message = Arguments.fullMessage(for: error)
            guard Arguments.exitCode(for: error).isSuccess else {
                StandardError.write(asOurs(message))
                return .usage
            }
            print(message)
            return .done
        }
        return answer { () throws(UsageProblem) in try body(parsed) }
    }

    private static func answer(_ body: () throws(UsageProblem) -> ExitStatus) -> ExitStatus {
        do {
            return try body()
        } catch {
            StandardError.write("error: \(error.description)\n")
            return .usage
        }
    }
}

extension Program {
    /// The parser's message as the program writes its own.
    private static func asOurs(_ message: String) -> String {
        let parsersWord = "Error: "
        let text = message.hasPrefix(parsersWord) ? "error: " + message.dropFirst(parsersWord.count) : message
        return text.hasSuffix("\n") ? text : text + "\n"
    }
}

/// What is wrong with a command line that its parser cannot see.
struct UsageProblem: Error {
    let description: String
}
