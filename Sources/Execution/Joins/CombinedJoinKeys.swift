import Columns

/// Several keys that are each numbered without gaps worth speaking of: the number is that of the first times how many
/// the second has, plus that of the second, and so on (mixed radix), so that nothing is hashed.
final class CombinedJoinKeys: JoinKeys {
    private let parts: [any JoinKeys]
    let groupCount: Int

    /// Nil where there would be more numbers than `limit`.
    init?(_ parts: [any JoinKeys], limit: Int) {
        self.parts = parts
        var product = 1
        for part in parts {
            let (next, overflow) = product.multipliedReportingOverflow(by: part.groupCount)
            guard !overflow, next <= limit else { return nil }
            product = next
        }
        groupCount = product
    }

    private init(copying other: CombinedJoinKeys) {
        (parts, groupCount) = (other.parts.map { $0.copy() }, other.groupCount)
    }

    func find(_ batch: Batch) throws(ExecutionError) -> [Int32] {
        var numbers: [[Int32]] = []
        for part in parts { numbers.append(try part.find(batch)) }
        return combined(numbers)
    }

    /// The numbers of rows whose keys have these numbers, one array a key; -1 where one of them is.
    func combined(_ numbers: [[Int32]]) -> [Int32] {
        var result = numbers[0]
        for (part, own) in zip(parts, numbers).dropFirst() {
            let radix = Int32(part.groupCount)
            result.withUnsafeMutableBufferPointer { result in
                own.withUnsafeBufferPointer { own in
                    for position in result.indices {
                        let (high, low) = (result[position], own[position])
                        // The sign of either one is the sign of both.
                        result[position] = high | low < 0 ? -1 : high &* radix &+ low
                    }
                }
            }
        }
        return result
    }

    func copy() -> any JoinKeys { CombinedJoinKeys(copying: self) }
}
