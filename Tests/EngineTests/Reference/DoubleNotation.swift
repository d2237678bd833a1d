/// Numbers that no exact decimal can be.
enum DoubleNotation {
    /// The same number in JSON, with more digits and an exponent, so that it is read as a double.
    static func json(_ number: String) -> String {
        let parts = number.split(separator: "e")
        let point = parts[0].contains(".") ? "" : "."
        let zeros = String(repeating: "0", count: 19)
        return "\(parts[0])\(point)\(zeros)e\(parts.count > 1 ? parts[1] : "0")"
    }
}
