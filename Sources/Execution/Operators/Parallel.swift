import Columns
import Synchronization

/// Takes batches, by one thread at a time.
protocol BatchSink: AnyObject {
    func add(_ batch: Batch) throws(ExecutionError)
    /// Whether no later batch can change anything.
    var isDone: Bool { get }
}

extension BatchSink {
    var isDone: Bool { false }
}

/// Several threads over copies of one input.
enum Parallel {
    /// Gives every batch of `inputs` to `sinks`: as many threads as there are sinks, each with an input and a sink of
    /// its own. The first error stops all.
    static func drain(
        _ inputs: [any Operator], into sinks: [any BatchSink], _ context: ExecutionContext
    ) throws(ExecutionError) {
        if sinks.count == 1 { return try drain(inputs[0], into: sinks[0], context, FirstFailure()) }
        try inputs[0].prepare()
        let failure = FirstFailure()
        let shared = Unchecked(zip(inputs, sinks).map { Lane(input: $0, sink: $1) })
        Workers.run(sinks.count) { worker in
            let lane = shared.value[worker]
            do throws(ExecutionError) {
                try drain(lane.input, into: lane.sink, context, failure)
            } catch {
                failure.note(error)
            }
        }
        if let error = failure.error { throw error }
    }

    private struct Lane {
        var input: any Operator
        var sink: any BatchSink
    }

    private static func drain(
        _ input: any Operator, into sink: any BatchSink, _ context: ExecutionContext, _ failure: FirstFailure
    ) throws(ExecutionError) {
        while let batch = try input.next() {
            if context.cancellation.isCancelled || failure.hasHappened { throw .cancelled }
            try sink.add(batch)
            if sink.isDone { return }
        }
    }
}

/// The first error of several threads.
final class FirstFailure: Sendable {
    private let first = Mutex<ExecutionError?>(nil)
    private let flag = Atomic<Bool>(false)

    var hasHappened: Bool { flag.load(ordering: .relaxed) }
    var error: ExecutionError? { first.withLock { $0 } }

    func note(_ new: ExecutionError) {
        first.withLock { $0 = $0 ?? new }
        flag.store(true, ordering: .relaxed)
    }
}
