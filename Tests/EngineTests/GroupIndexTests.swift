import Testing

@testable import Execution

/// The table that numbers tuples of key codes.
@Suite struct GroupIndexTests {
    /// Copying tuples to where there is more room takes long when they are many.
    @Test func growingLooksAtTheFlag() {
        let counting = Cancellation(stop: .max)
        var index = GroupIndex(width: 1, counting)
        // Small codes of one key need no slots, so that only the tuples grow.
        #expect(index.groups([Array(0..<33)], count: 33) == Array(0..<33))
        #expect(counting.looks > 0)
    }

    @Test func tuplesStayWhatTheyWereWhenTheyGrow() {
        var index = GroupIndex(width: 2, nil)
        let (first, second) = ((0..<100_000).map { Int64($0 % 1000) }, (0..<100_000).map { Int64($0 / 1000) })
        #expect(index.groups([first, second], count: first.count) == (0..<100_000).map { Int32($0) })
        #expect(index.find([first, second], count: first.count) == (0..<100_000).map { Int32($0) })
    }
}
