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

    /// Codes that stand side by side have a table of their own, which the others join once it reaches them.
    @Test func codesKeepTheirGroupsWhenThePlainTableGrows() {
        var index = GroupIndex(width: 1, nil)
        let far: [Int64] = [.min, 70_000, 3, 1 << 40, 300_000, -5]
        #expect(index.groups([far], count: far.count) == [0, 1, 2, 3, 4, 5])
        let side = (0..<400_000).map { Int64($0) }
        var (expected, next): ([Int32], Int32) = ([], 6)
        for code in side {
            if let known = far.firstIndex(of: code) {
                expected.append(Int32(known))
            } else {
                expected.append(next)
                next += 1
            }
        }
        var numbers: [Int32] = []
        for start in stride(from: 0, to: side.count, by: 1000) {
            numbers += index.groups([Array(side[start..<start + 1000])], count: 1000)
        }
        #expect(numbers == expected)
        #expect(index.find([far], count: far.count) == [0, 1, 2, 3, 4, 5])
        #expect(index.find([side], count: side.count) == expected)
        #expect(index.find([[400_000, -1, 1 << 41]], count: 3) == [-1, -1, -1])
    }

    @Test func tuplesStayWhatTheyWereWhenTheyGrow() {
        var index = GroupIndex(width: 2, nil)
        let (first, second) = ((0..<100_000).map { Int64($0 % 1000) }, (0..<100_000).map { Int64($0 / 1000) })
        #expect(index.groups([first, second], count: first.count) == (0..<100_000).map { Int32($0) })
        #expect(index.find([first, second], count: first.count) == (0..<100_000).map { Int32($0) })
    }
}
