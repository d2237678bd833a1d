/// Order statistics.
enum Selection {
    /// The values between which a percentile stands; nil of nothing, and when cancelled. What `values` hold
    /// afterwards means nothing; `spare` has room for as many.
    static func neighbours<Value: Comparable & BitwiseCopyable & Sendable>(
        at share: PercentileShare, of values: UnsafeMutableBufferPointer<Value>,
        _ spare: UnsafeMutableBufferPointer<Value>, _ cancellation: Cancellation
    ) -> Neighbours<Value>? {
        guard !values.isEmpty else { return nil }
        let (below, steps) = share.place(count: values.count)
        guard let (low, high) = select(below, of: values, spare, cancellation) else { return nil }
        return Neighbours(low: low, high: high, steps: steps)
    }

    /// So few are sorted.
    private static let fewValues = 24
    /// After so many rounds the values resist, and are sorted.
    private static let mostRounds = 64

    /// What sorting would put at `index`, and behind it (the same once more at the end); nil when cancelled.
    ///
    /// Hoare's selection (1961), each round written from one buffer to the other so that no branch depends on a value.
    private static func select<Value: Comparable & BitwiseCopyable>(
        _ index: Int, of values: UnsafeMutableBufferPointer<Value>, _ spare: UnsafeMutableBufferPointer<Value>,
        _ cancellation: Cancellation
    ) -> (value: Value, next: Value)? {
        var (rest, free, index) = (values, UnsafeMutableBufferPointer(rebasing: spare[..<values.count]), index)
        // The least of the values that are known to come behind the rest.
        var above: Value?
        var rounds = 0
        while rest.count > fewValues, rounds < mostRounds {
            rounds += 1
            if cancellation.isCancelled { return nil }
            let pivot = median(rest[0], rest[rest.count / 2], rest[rest.count - 1])
            var split = partition(rest, to: free) { $0 < pivot }
            // The pivot is the least: those that are as small go first, so that there is progress.
            let isLeast = split == 0
            if isLeast { split = partition(rest, to: free) { $0 <= pivot } }
            let isBelow = index < split
            if isBelow {
                above = isLeast ? free[split...].min() ?? above : pivot
                if isLeast { return (pivot, index + 1 < split ? pivot : above ?? pivot) }
            } else {
                index -= split
            }
            let part = isBelow ? 0..<split : split..<rest.count
            (rest, free) = (
                UnsafeMutableBufferPointer(rebasing: free[part]), UnsafeMutableBufferPointer(rebasing: rest[part])
            )
        }
        rest.sort()
        return (rest[index], index + 1 < rest.count ? rest[index + 1] : above ?? rest[index])
    }

    /// Writes those that come first to the front and the others to the back; how many come first.
    @inline(__always)
    private static func partition<Value: BitwiseCopyable>(
        _ source: UnsafeMutableBufferPointer<Value>, to target: UnsafeMutableBufferPointer<Value>,
        _ comesFirst: (Value) -> Bool
    ) -> Int {
        var (front, back) = (0, source.count - 1)
        for value in source {
            // Both are written, and one of them is written over by what comes next.
            target[front] = value
            target[back] = value
            let first = comesFirst(value) ? 1 : 0
            front &+= first
            back &-= 1 &- first
        }
        return front
    }

    private static func median<Value: Comparable>(_ a: Value, _ b: Value, _ c: Value) -> Value {
        max(min(a, b), min(max(a, b), c))
    }
}
