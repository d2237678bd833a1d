import Foundation
import Storage
import Testing
import Values

@testable import Loading

/// What is loaded is kept, and counts only while its files are as they were.
@Suite struct CacheTests {
    private let folder: TemporaryFolder
    private var cache: String { folder.path + "/cache/deep" }

    init() throws { folder = try TemporaryFolder() }

    private func load(_ names: String..., isLenient: Bool = false) throws -> LoadResult {
        var options = LoadOptions(isLenient: isLenient)
        options.cacheFolder = cache
        return try Loader.load(names.map { DataRequest(path: folder.path + "/" + $0) }, options: options)
    }

    private func entries() throws -> [String] {
        guard FileManager.default.fileExists(atPath: cache) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: cache).sorted()
    }

    /// A file last changed long ago.
    private func write(_ name: String, _ text: String, secondsAgo: Double = 100) throws {
        // In place, so that it stays the same file.
        let path = folder.path + "/" + name
        if !FileManager.default.fileExists(atPath: path) { try folder.write(name, "") }
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
        let date = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - secondsAgo).rounded())
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        dates[path] = date
    }

    private let dates = Dates()

    private final class Dates: @unchecked Sendable {
        private var dates: [String: Date] = [:]
        subscript(path: String) -> Date? {
            get { dates[path] }
            set { dates[path] = newValue }
        }
    }

    /// Other bytes of the same length, size and time staying: only a reader of the file would see them.
    private func changeUnseen(_ name: String, _ text: String) throws {
        let path = folder.path + "/" + name
        let date = try #require(dates[path])
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }

    @Test func anUnchangedFileIsNotReadAgain() throws {
        try write("a.csv", "n,t\n1,x\n2,y\n")
        let first = try load("a.csv")
        #expect(try entries().count == 1)
        try changeUnseen("a.csv", "n,t\n3,x\n4,y\n")
        let second = try load("a.csv")
        #expect(second.tables[0].integers("n") == [1, 2])
        #expect(second.tables[0].texts("t") == ["x", "y"])
        #expect(second.tables[0].lineNumbers == [2, 3])
        #expect(second.tables[0].schema == first.tables[0].schema)
        #expect(second.notes == first.notes)
        #expect(second.tables.map(\.origin.file) == first.tables.map(\.origin.file))
        #expect(try entries().count == 1)
    }

    @Test func aChangedFileIsReadAgain() throws {
        try write("a.csv", "n\n1\n")
        _ = try load("a.csv")
        try write("a.csv", "n\n7\n", secondsAgo: 50)
        #expect(try load("a.csv").tables[0].integers("n") == [7])
        try write("a.csv", "n\n70\n", secondsAgo: 50)
        #expect(try load("a.csv").tables[0].integers("n") == [70])
        // The newer entry took the older one's place, and counts now.
        #expect(try entries().count == 1)
        try changeUnseen("a.csv", "n\n80\n")
        #expect(try load("a.csv").tables[0].integers("n") == [70])
    }

    @Test func aPackageCountsWithItsSchemaAndEveryFile() throws {
        let package = """
            {"resources": [
              {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "id", "type": "string"}], "primaryKey": "id"}},
              {"name": "b", "path": "b.csv", "schema": {"fields": [{"name": "a", "type": "string"}],
                "foreignKeys": [{"fields": "a", "reference": {"resource": "a", "fields": "id"}}]}}]}
            """
        try write("datapackage.json", package)
        try write("a.csv", "id\nx\ny\n")
        try write("b.csv", "a\ny\nx\ny\n")
        for _ in 0..<2 {
            let loaded = try load("")
            #expect(loaded.tables[1].integers("a") == [1, 0, 1])
            #expect(loaded.tables[1].type("a") == .reference(to: "a"))
        }
        try write("b.csv", "a\nx\n", secondsAgo: 60)
        #expect(try load("").tables[1].integers("a") == [0])
        try write("datapackage.json", package.replacingOccurrences(of: "\"b\",", with: "\"c\","), secondsAgo: 60)
        #expect(try load("").tables.map(\.name) == ["a", "c"])
    }

    @Test func aFolderCountsWithTheNamesInIt() throws {
        try FileManager.default.createDirectory(atPath: folder.path + "/d", withIntermediateDirectories: true)
        try write("d/a.csv", "n\n1\n")
        #expect(try load("d").tables.map(\.name) == ["a"])
        try write("d/b.csv", "n\n1\n")
        #expect(try load("d").tables.map(\.name) == ["a", "b"])
    }

    @Test func aDamagedEntryIsMadeAnewWithANote() throws {
        try write("a.csv", "n,t\n1,x\n")
        _ = try load("a.csv")
        let entry = cache + "/" + (try entries()[0])
        let good = try Data(contentsOf: URL(fileURLWithPath: entry))
        for place in [10, good.count - 3] {
            var bad = good
            bad[place] ^= 4
            try bad.write(to: URL(fileURLWithPath: entry))
            let loaded = try load("a.csv")
            #expect(loaded.tables[0].integers("n") == [1])
            #expect(loaded.message("its cache was ignored") != nil, "byte \(place)")
            #expect(try load("a.csv").message("its cache was ignored") == nil)
        }
        try good.prefix(good.count / 2).write(to: URL(fileURLWithPath: entry))
        #expect(try load("a.csv").message("its cache was ignored")?.contains("cut off") == true)
    }

    @Test func whatCannotBeKeptIsLoadedAllTheSame() throws {
        try write("a.csv", "n\n1\n")
        try write("cache", "in the way")
        let loaded = try load("a.csv")
        #expect(loaded.tables[0].integers("n") == [1])
        #expect(loaded.message("could not be kept in the cache") != nil)
    }

    /// A file that was changed a moment ago may change again without another time.
    @Test func whatHasJustChangedIsNotKept() throws {
        try write("a.csv", "n\n1\n", secondsAgo: -5)
        #expect(try load("a.csv").tables[0].integers("n") == [1])
        #expect(try entries().isEmpty)
    }

    @Test func errorsAndLenientLoadsAreNotKept() throws {
        try write("a.csv", "n\n1,2\n")
        #expect(throws: LoadError.self) { try load("a.csv") }
        try write("b.csv", "n\n1\n")
        _ = try load("b.csv", isLenient: true)
        #expect(try entries().isEmpty)
    }

    @Test func requestsAreKeptOneByOne() throws {
        try write("a.csv", "n\n1\n")
        try write("b.csv", "n\n2\n")
        #expect(try load("a.csv", "b.csv").tables.map(\.name) == ["a", "b"])
        #expect(try entries().count == 2)
        try write("b.csv", "n\n3\n", secondsAgo: 60)
        let mixed = try load("b.csv", "a.csv")
        #expect(mixed.tables.map(\.name) == ["b", "a"])
        #expect(mixed.tables[0].integers("n") == [3])
        // One from the cache and one that is read cannot have one name either.
        try write("b.csv", "n\n4\n", secondsAgo: 50)
        #expect(throws: LoadError.self) { try load("a.csv", "b.csv", "a.csv") }
    }

    @Test func severalAtOnceAgree() throws {
        try write("a.csv", "n,t\n" + (0..<5000).map { "\($0),t\($0 % 17)\n" }.joined())
        let (folder, cache) = (folder.path, cache)
        DispatchQueue.concurrentPerform(iterations: 8) { index in
            for _ in 0..<3 {
                var options = LoadOptions()
                options.cacheFolder = cache
                let loaded = try? Loader.load([DataRequest(path: folder + "/a.csv")], options: options)
                #expect(loaded?.tables[0].integers("n") == (0..<5000).map { Int64($0) })
            }
        }
        #expect(try entries().count == 1)
    }
}
