import Columns
import Synchronization

/// Several threads over copies of one input.
enum Parallel {
    /// Gives every batch of `inputs` to `body`, with the number of the worker; `workers` threads take part, each with
    /// an input of its own. The first error stops all.
    static func drain(
        _ inputs: [any Operator], into workers: Int, _ context: ExecutionContext,
        _ body: @escaping (Int, Batch) throws(ExecutionError) -> Void
    ) throws(ExecutionError) {
        guard workers > 1 else {
            return try drain(inputs[0], context) { batch throws(ExecutionError) in try body(0, batch) }
        }
        let failure = FirstFailure()
        let shared = Unchecked((inputs, body))
        Workers.run(workers) { worker in
            let (inputs, body) = shared.value
            do throws(ExecutionError) {
                try drain(inputs[worker], context) { batch throws(ExecutionError) in
                    if failure.hasHappened { throw .cancelled }
                    try body(worker, batch)
                }
            } catch {
                failure.note(error)
            }
        }
        if let error = failure.error { throw error }
    }

    private static func drain(
        _ input: any Operator, _ context: ExecutionContext, _ body: (Batch) throws(ExecutionError) -> Void
    ) throws(ExecutionError) {
        while let batch = try input.next() {
            if context.cancellation.isCancelled { throw .cancelled }
            try body(batch)
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
