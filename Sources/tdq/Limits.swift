/// The values of `--threads`, `--memory` and `-p`.
enum Limits {
    private static let maximumThreads = 1024

    static func validate(threads: Int?, memory: String?) throws(UsageProblem) {
        if let threads, !(1...maximumThreads).contains(threads) {
            throw UsageProblem(description: "--threads takes a number from 1 to \(maximumThreads), not \(threads)")
        }
        if let memory, bytes(memory) == nil {
            throw UsageProblem(description: "--memory takes a size such as 512M or 4G, not '\(memory)'")
        }
    }

    /// A size in bytes: digits, then K, M, G or T (each 1024 times the one before), with or without a B or iB behind.
    static func bytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let powers = ["": 0, "b": 0, "k": 10, "m": 20, "g": 30, "t": 40]
        var unit = text.dropFirst(digits.count).lowercased()
        for suffix in ["ib", "b"] where unit.count > 1 && unit.hasSuffix(suffix) { unit.removeLast(suffix.count) }
        guard let power = powers[unit], let count = Int(digits), count > 0 else { return nil }
        let (size, overflows) = count.multipliedReportingOverflow(by: 1 << power)
        return overflows ? nil : size
    }

    /// `-p name=value`, each name once.
    static func parameters(_ arguments: [String]) throws(UsageProblem) -> [String: String] {
        var parameters: [String: String] = [:]
        for argument in arguments {
            guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else {
                throw UsageProblem(description: "-p takes name=value, not '\(argument)'")
            }
            let name = String(argument[..<sign])
            guard parameters.updateValue(String(argument[argument.index(after: sign)...]), forKey: name) == nil else {
                throw UsageProblem(description: "the parameter \(name) is given twice")
            }
        }
        return parameters
    }
}
