import Foundation
import Synchronization
import Testing

@testable import Columns
@testable import Loading

/// What a load takes at once is told before it is taken.
@Suite struct MemoryReserveTests {
    @Test func allThreadsShareWhatIsLeft() throws {
        let reserve = MemoryReserve(threads: 2) { 10 << 20 }
        try reserve.take(6 << 20, thread: 0)
        let error = #expect(throws: LoadError.self) { try reserve.take(6 << 20, thread: 1) }
        #expect(error?.isExhaustion == true && error?.isCancellation == true)
        // What a thread took before, it has.
        try reserve.take(0, thread: 0)
        try reserve.take(6 << 20, thread: 1)
        try reserve.take(1000, thread: 0)
    }

    @Test func withoutLimitAllMayBeTaken() throws {
        try MemoryReserve(threads: 1, left: nil).take(.max, thread: 0)
        try MemoryReserve(threads: 1) { nil }.take(.max, thread: 0)
    }

    /// A dictionary grows by what it said, and only then.
    @Test func dictionariesForetellTheirGrowth() {
        var builder = TextDictionaryBuilder()
        var growths = 0
        for number in 0..<50_000 {
            let bytes = Array("a text of more than twelve bytes \(number)".utf8)
            let (slots, told) = (builder.slots.count, builder.growth(for: 1, byteCount: bytes.count))
            _ = builder.codeIfRoom(for: bytes.span)
            guard builder.slots.count > slots else { continue }
            growths += 1
            #expect(told >= builder.slots.count * 8)
        }
        #expect(growths > 10)
        #expect(builder.growth(for: 1, byteCount: 0) == 0)
    }

    /// Texts that are all different need room for ever more; the load says so instead of taking it.
    @Test func aLoadThatHasNoRoomForItsTextsEnds() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<200_000).map { "a text of its own with number \($0)" }
        let path = try folder.write("t.csv", "a\n" + rows.joined(separator: "\n") + "\n")
        var options = LoadOptions()
        options.partBytes = 1 << 16
        options.memoryLeft = { 1 << 20 }
        let error = #expect(throws: LoadError.self) { try Loader.load([DataRequest(path: path)], options: options) }
        #expect(error?.isExhaustion == true)
        options.memoryLeft = { 1 << 30 }
        #expect(try Loader.load([DataRequest(path: path)], options: options).tables[0].rowCount == 200_000)
    }

    /// Columns are not joined once nobody wants them, whatever their width.
    @Test(arguments: [1, 1 << 10, 1 << 20, 1 << 40]) func joiningEndsWhenCancelled(factor: Int64) throws {
        func parts() -> [PackedIntegersBuilder] {
            (0..<2).map { part in
                var builder = PackedIntegersBuilder()
                let values = (0..<Int64(600_000)).map { ($0 % 50 + Int64(part)) * factor }
                values.withUnsafeBufferPointer { builder.append($0) }
                return builder
            }
        }
        let looks = Atomic<Int>(0)
        var cancelled = parts()
        let nothing = PackedIntegersBuilder.packed(&cancelled, isPresent: nil) {
            looks.add(1, ordering: .relaxed).newValue > 2
        }
        #expect(nothing == nil)
        #expect(cancelled.allSatisfy { $0.count == 0 })
        var whole = parts()
        let packed = try #require(PackedIntegersBuilder.packed(&whole, isPresent: nil) { false })
        #expect(packed.count == 1_200_000)
        for row in [0, 49, 599_999, 600_000, 1_199_999] {
            #expect(packed[row] == (Int64(row % 600_000 % 50) + (row < 600_000 ? 0 : 1)) * factor)
        }
    }
}
