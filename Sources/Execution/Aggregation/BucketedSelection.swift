import Columns

/// Percentiles of few groups of many values each: the values are counted in buckets that stand in their order, and only
/// those of one bucket are looked at again. (Numbers of one sign are put in buckets by the upper bits of a floating-point
/// number, so that each bucket is as wide as its values are great, however these are spread.)
extension GatheredValues {
    /// Groups of fewer values on average are put together and selected from.
    private static var manyValues: Int { 1 << 13 }

    /// Whether each group has a part of its own and many values.
    var areBestBucketed: Bool { hasPartsOfOneGroup && valueCount >= Self.manyValues * max(1, partCount) }

    /// The values between which a percentile of each group stands; they stay.
    func bucketedNeighbours(
        _ groups: [Int32], _ share: PercentileShare, threads: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> [Neighbours<Value>?] {
        let results = PlainResults<Neighbours<Value>?>(count: groups.count, initial: nil)
        cancellation.share(groups.count, threads: threads) { index in
            results[index] = neighbours(ofPart: Int(groups[index]), share, cancellation)
        }
        try cancellation.check()
        return Array(results.elements)
    }

    private func neighbours(
        ofPart part: Int, _ share: PercentileShare, _ cancellation: Cancellation
    ) -> Neighbours<Value>? {
        let count = valueCount(ofPart: part)
        guard count > 0 else { return nil }
        let (below, steps) = share.place(count: count)
        let found = bucket(of: below, ofPart: part, cancellation)
        guard let found else { return nil }
        // What stands behind the last of the bucket is the least of the next one.
        var (own, behind): ([Value], Value?) = ([], nil)
        own.reserveCapacity(found.count)
        forEachValue(ofPart: part, cancellation) { _, value in
            let bucket = value.bucket
            if bucket == found.bucket {
                own.append(value)
            } else if bucket == found.next {
                behind = behind.map { min($0, value) } ?? value
            }
        }
        own.sort()
        let place = below - found.before
        guard own.indices.contains(place) else { return nil }
        let high = place + 1 < own.count ? own[place + 1] : behind ?? own[place]
        return Neighbours(low: own[place], high: high, steps: steps)
    }

    /// The bucket of the value at a place in order, how many values it has and how many are before it, and the next one
    /// that has any; nil once cancelled.
    private func bucket(
        of place: Int, ofPart part: Int, _ cancellation: Cancellation
    ) -> (bucket: Int, count: Int, before: Int, next: Int?)? {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Value.bucketCount) { counts in
            counts.initialize(repeating: 0)
            forEachValue(ofPart: part, cancellation) { _, value in counts[value.bucket] &+= 1 }
            var (bucket, before) = (0, 0)
            while bucket < counts.count, before + Int(counts[bucket]) <= place {
                before += Int(counts[bucket])
                bucket += 1
            }
            guard bucket < counts.count else { return nil }
            return (bucket, Int(counts[bucket]), before, counts[(bucket + 1)...].firstIndex { $0 > 0 })
        }
    }
}

extension UInt32 {
    /// The greatest stands for two to the power of 32.
    static var bucketCount: Int { (1 << 15) + 1 }

    /// By the exponent and ten more bits of the number that is one more.
    @inline(__always)
    var bucket: Int { Int((Float(UInt64(self) + 1).bitPattern &- Float(1).bitPattern) &>> 13) }
}

extension Double {
    static var bucketCount: Int { 1 << 16 }

    /// By the upper 16 bits, in the order of the numbers; both zeros are in one bucket.
    @inline(__always)
    var bucket: Int {
        let bits = (self == 0 ? 0 : self).bitPattern
        let ordered = bits >> 63 == 0 ? bits | 1 << 63 : ~bits
        return Int(ordered &>> 48)
    }
}

extension Int64 {
    static var bucketCount: Int { Double.bucketCount }

    /// Of the nearest double, which keeps the order.
    @inline(__always)
    var bucket: Int { Double(self).bucket }
}
