import ArgumentParser

/// A number of rows, written `100000` or `1e5`.
struct RowCount: ExpressibleByArgument, Hashable, CustomStringConvertible {
    let count: Int

    init(_ count: Int) { self.count = count }

    init?(argument: String) {
        let parts = argument.split(separator: "e", omittingEmptySubsequences: false)
        guard let first = Int(parts[0]), first > 0, parts.count <= 2 else { return nil }
        guard parts.count == 2 else {
            count = first
            return
        }
        guard let exponent = Int(parts[1]), (0...9).contains(exponent), first < 1_000 else { return nil }
        count = (0..<exponent).reduce(first) { product, _ in product * 10 }
    }

    /// As short as it can be: `1e6`, `25e4`, `12345`.
    var description: String {
        var (digits, exponent) = (count, 0)
        while digits % 10 == 0, digits > 0 { (digits, exponent) = (digits / 10, exponent + 1) }
        return exponent > 2 ? "\(digits)e\(exponent)" : "\(count)"
    }

    var defaultValueDescription: String { description }
}
