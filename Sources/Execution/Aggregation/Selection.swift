/// Order statistics in place.
enum Selection {
    /// The value at a percentage of the way from the least to the greatest; nil of nothing, and when cancelled. Reorders
    /// `values`.
    static func percentile(
        _ percent: Double, of values: UnsafeMutableBufferPointer<Double>, _ cancellation: Cancellation
    ) -> Double? {
        guard !values.isEmpty, !cancellation.isCancelled else { return nil }
        // Hundredths first: 11 × 90 is exact where 11 × 0.9 is not.
        let hundredths = Double(values.count - 1) * percent
        let below = Int((hundredths / 100).rounded(.down))
        let fraction = (hundredths - Double(below) * 100) / 100
        partition(values, at: below, cancellation)
        guard fraction > 0, below + 1 < values.count else { return values[below] }
        var above = values[below + 1]
        for index in below + 2..<max(below + 2, values.count) { above = min(above, values[index]) }
        return values[below] + (above - values[below]) * fraction
    }

    /// Hoare's selection (1961) with the median of three: afterwards `values[index]` is what sorting would put there,
    /// none before it is greater and none behind it less. Sorts what resists.
    private static func partition(
        _ values: UnsafeMutableBufferPointer<Double>, at index: Int, _ cancellation: Cancellation
    ) {
        var low = 0
        var high = values.count - 1
        var rounds = 0
        while high - low > 16 {
            rounds += 1
            if cancellation.isCancelled { return }
            if rounds > 64 { break }
            let pivot = median(values[low], values[(low + high) / 2], values[high])
            var left = low
            var right = high
            while left <= right {
                while values[left] < pivot { left += 1 }
                while values[right] > pivot { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if index <= right {
                high = right
            } else if index >= left {
                low = left
            } else {
                return
            }
        }
        var rest = UnsafeMutableBufferPointer(rebasing: values[low...high])
        rest.sort()
    }

    private static func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
        max(min(a, b), min(max(a, b), c))
    }
}
