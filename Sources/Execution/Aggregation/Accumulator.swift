import Columns
import Planning
import Storage
import Values

/// Gathers one aggregate for every group.
protocol Accumulator: AnyObject {
    /// Takes the arguments' values of some rows; none where the aggregate counts rows.
    func add(_ arguments: [Vector], _ rows: GroupedRows) throws(ExecutionError)
    /// The values of `groups`, in that order; each is below `groupCount`, and may be new.
    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column
}

/// An accumulator whose result does not depend on the order of rows, so that several can share the work.
protocol MergeableAccumulator: Accumulator {
    /// Takes what another of the same kind has gathered.
    func absorb(_ other: any Accumulator, _ map: GroupMap)
}

/// What an accumulator of plain states, one a group, needs to be mergeable.
protocol GroupState {
    /// Nothing gathered yet.
    init()
    mutating func merge(_ other: Self)
}

/// An accumulator that is an array of states.
protocol StateAccumulator: MergeableAccumulator {
    associatedtype State: GroupState
    var states: [State] { get set }
}

extension StateAccumulator {
    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? Self else { preconditionFailure("accumulators of one kind") }
        states.extend(to: map.groupCount, with: State())
        for (group, state) in other.states.enumerated() { states[map[group]].merge(state) }
    }
}

enum Accumulators {
    /// `threads`: how many may work on the result.
    static func make(
        _ aggregate: Aggregate, _ catalog: Catalog, threads: Int, _ cancellation: Cancellation
    ) -> any Accumulator {
        let argument = aggregate.argument?.type ?? .integer
        switch aggregate.function {
        case .count: return CountAccumulator()
        case .sum:
            return argument == .double ? DoubleSumAccumulator(.sum) : IntegerSumAccumulator(aggregate.type)
        case .average:
            return argument == .double ? DoubleSumAccumulator(.average) : IntegerAverageAccumulator(argument)
        case .share:
            return argument == .double ? DoubleSumAccumulator(.share) : IntegerShareAccumulator()
        case .minimum, .maximum:
            let isMaximum = aggregate.function == .maximum
            switch argument {
            case .text: return TextExtremeAccumulator(isMaximum: isMaximum, cancellation)
            case .double: return DoubleExtremeAccumulator(isMaximum: isMaximum)
            default: return IntegerExtremeAccumulator(aggregate.type, isMaximum: isMaximum)
            }
        case .deviation: return DeviationAccumulator(argument)
        case .percentile(let percent):
            return argument == .double
                ? DoublePercentileAccumulator(.init(percent, threads: threads, cancellation))
                : IntegerPercentileAccumulator(.init(percent, threads: threads, cancellation), argument)
        case .distinct:
            let isExact = aggregate.argument?.hasExactIdentity(catalog) ?? false
            let coder = KeyCoder(argument, isExact: isExact, cancellation)
            return argument == .text
                ? DistinctAccumulator(coder, cancellation) : MergeableDistinctAccumulator(coder, cancellation)
        case .first: return EdgeAccumulator(aggregate.type, isLast: false)
        case .last: return EdgeAccumulator(aggregate.type, isLast: true)
        case .list: return ListAccumulator(argument, cancellation)
        case .correlation: return CorrelationAccumulator()
        case .weightedSum:
            return argument == .double ? WeightedDoubleSumAccumulator() : WeightedSumAccumulator(aggregate.type)
        }
    }
}

extension Array {
    /// Makes room for `count` groups.
    mutating func extend(to count: Int, with value: Element) {
        if self.count < count { append(contentsOf: repeatElement(value, count: count - self.count)) }
    }
}

extension Int64: GroupState {
    mutating func merge(_ other: Int64) { self &+= other }
}

/// Rows, or rows where the argument is present.
final class CountAccumulator: StateAccumulator {
    var states: [Int64] = []

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        states.extend(to: rows.groupCount, with: 0)
        states.withUnsafeMutableBufferPointer { counts in
            if arguments.isEmpty, rows.isOneGroup {
                counts[0] &+= Int64(rows.count)
            } else if let argument = arguments.first {
                argument.forEachPresent(rows) { group, _ in counts[group] &+= 1 }
            } else {
                rows.forEachGroup { counts[$0] &+= 1 }
            }
        }
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        states.extend(to: groupCount, with: 0)
        return Column.integers(groups.map { states[Int($0)] }, .integer)
    }
}

extension Column {
    static func integers(_ values: [Int64], _ type: ValueType, presence: [Bool]? = nil) -> Column {
        let bitmap = presence.flatMap { $0.allSatisfy { $0 } ? nil : Bitmap($0) }
        return Column(
            type: type, count: values.count, payload: .integers(PackedIntegers(values, isPresent: bitmap)),
            presence: bitmap)
    }

    static func doubles(_ values: [Double?]) -> Column {
        var builder = DoubleColumnBuilder()
        for value in values { builder.append(finite: value) }
        return builder.finish()
    }
}
