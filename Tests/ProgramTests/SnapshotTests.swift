import Foundation
import Testing

/// Snapshots and the cache, from the command line.
@Suite struct SnapshotTests {
    @Test func whatIsSavedAnswersWithoutItsFiles() throws {
        let program = try Program(files: ["t.csv": "k,v\na,1\nb,2\n"])
        let saved = try program.run(["t.csv", "-c", ".save all.tdqs"])
        #expect(saved.status == 0 && saved.output.isEmpty)
        #expect(saved.errors.hasPrefix("note: all.tdqs: 1 collection, "))
        try FileManager.default.removeItem(at: program.folder.appendingPathComponent("t.csv"))
        let opened = try program.run(["all.tdqs", "-c", "t where k=b"])
        #expect(opened.status == 0 && opened.errors.isEmpty)
        #expect(opened.output == "k,v\nb,2\n")
        #expect(try program.run(["--data", "all.tdqs", "-c", "t count"]).output == "count\n2\n")
        #expect(try program.run(["--data", "none", "-c", ".load all.tdqs\nt count"]).output == "count\n2\n")
    }

    @Test func aDamagedOneIsRefusedWithItsStatus() throws {
        let program = try Program(files: ["t.csv": "k\na\n", "foreign.tdqs": "k\na\n"])
        let foreign = try program.run(["foreign.tdqs", "-c", "t"])
        #expect(foreign.status == 3 && foreign.output.isEmpty)
        #expect(foreign.errors.hasPrefix("error: foreign.tdqs: the file is no snapshot of tdq\n"))
        _ = try program.run(["t.csv", "-c", ".save a.tdqs"])
        var bytes = try Data(contentsOf: program.folder.appendingPathComponent("a.tdqs"))
        bytes[64] ^= 1
        try program.write(bytes, to: "a.tdqs")
        let damaged = try program.run(["a.tdqs", "-c", "t"])
        #expect(damaged.status == 1 && damaged.output.isEmpty)
        #expect(damaged.errors.contains("a.tdqs: the field k of t is damaged"))
        #expect(damaged.errors.contains("load the data that the snapshot was made from and save it again"))
    }

    @Test func mistakesAreToldWithTheirCure() throws {
        let program = try Program(files: ["t.csv": "k\na\n"])
        for (arguments, reason) in [
            (["t.csv", "-c", ".save"], ".save needs a file or a folder"),
            (["t.csv", "-c", ".save x.csv"], "the name of a snapshot ends in .tdqs"),
            (["t.csv", "-c", ".save ."], "the folder holds other data (t.csv)"),
            (["t.csv", "-c", ".save none/x.tdqs"], "No such file or directory"),
            (["--data", "none", "-c", ".save x.tdqs"], "nothing is loaded"),
            (["t.csv", "--safe", "-c", ".save x.tdqs"], "off in safe mode"),
        ] {
            let result = try program.run(arguments)
            #expect(result.status == 1 && result.errors.contains(reason), "\(arguments): \(result.errors)")
        }
    }

    /// No room: the old file stays and nothing lies beside it.
    @Test func aFullDiskLeavesWhatWasThere() throws {
        let rows = (0..<20_000).map { "\($0 &* 7919 % 65_521),w\($0)" }.joined(separator: "\n")
        let program = try Program(files: ["small.csv": "k\na\n", "large.csv": "k,w\n\(rows)\n"])
        _ = try program.run(["small.csv", "-c", ".save a.tdqs"])
        let before = try Data(contentsOf: program.folder.appendingPathComponent("a.tdqs"))
        let result = try program.shell("trap '' XFSZ; ulimit -f 64; tdq large.csv -c '.save a.tdqs'")
        #expect(result.status == 1)
        #expect(result.errors.contains("a.tdqs: cannot be written: File too large"))
        #expect(try Data(contentsOf: program.folder.appendingPathComponent("a.tdqs")) == before)
        let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(!names.contains { $0.hasSuffix(".saving") })
    }

    /// Where a file can grow without a name, nothing is left of it, whatever ends the program.
    @Test func aKilledSaveLeavesNothing() throws {
        let rows = (0..<20_000).map { "\($0 &* 7919 % 65_521),w\($0)" }.joined(separator: "\n")
        let program = try Program(files: ["small.csv": "k\na\n", "large.csv": "k,w\n\(rows)\n"])
        let unnamed = open(program.folder.path, O_WRONLY | O_DIRECTORY | 0o20_000_000, 0o600)
        guard unnamed >= 0 else { return }
        close(unnamed)
        _ = try program.run(["small.csv", "-c", ".save a.tdqs"])
        let before = try Data(contentsOf: program.folder.appendingPathComponent("a.tdqs"))
        let result = try program.shell("ulimit -c 0; ulimit -f 64; tdq large.csv -c '.save a.tdqs'")
        #expect(result.status == 128 + SIGXFSZ)
        #expect(try Data(contentsOf: program.folder.appendingPathComponent("a.tdqs")) == before)
        let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(Set(names) == [".in", ".out", ".err", "small.csv", "large.csv", "a.tdqs"])
        _ = try program.run(["large.csv", "-c", ".save b.tdqs"])
        #expect(try program.run(["b.tdqs", "-c", "large count"]).output == "count\n20000\n")
    }

    @Test func oneThatIsCutOffWhileItIsOpenEndsTheProgramWithAReason() throws {
        let rows = (0..<5000).map { "\($0),w\($0)" }.joined(separator: "\n")
        let program = try Program(files: ["t.csv": "k,w\n\(rows)\n"])
        _ = try program.run(["t.csv", "-c", ".save a.tdqs"])
        let result = try program.run(["a.tdqs", "-c", "t take 1 | !cat; truncate -s 0 a.tdqs", "-c", "t | sum k by w"])
        #expect(result.status == 3 && result.output == "k,w\n0,w0\n")
        #expect(result.errors == "error: a snapshot was cut off by another program while it was open\n")
    }

    @Test func theCacheFollowsTheFile() throws {
        let program = try Program(files: ["t.csv": "n\n1\n"])
        let old = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)]
        let file = program.folder.appendingPathComponent("t.csv").path
        try FileManager.default.setAttributes(old, ofItemAtPath: file)
        for _ in 0..<2 {
            let result = try program.run(["t.csv", "--cache", "-c", "t"])
            #expect(result.status == 0 && result.output == "n\n1\n" && result.errors.isEmpty)
        }
        let cache = program.folder.appendingPathComponent(".cache/tdq").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache).count == 1)
        try program.write(Data("n\n22\n".utf8), to: "t.csv")
        #expect(try program.run(["t.csv", "--cache", "-c", "t"]).output == "n\n22\n")
        #expect(try program.run(["t.csv", "-c", "t"]).output == "n\n22\n")
    }

    /// The bytes of the cache are looked at when something needs them, and not trusted before.
    @Test func aCacheThatIsDamagedGoesAndIsMadeAnew() throws {
        let program = try Program(files: ["t.csv": "n,t\n1,xyzzy\n2,b\n"])
        let old = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)]
        let file = program.folder.appendingPathComponent("t.csv").path
        try FileManager.default.setAttributes(old, ofItemAtPath: file)
        _ = try program.run(["t.csv", "--cache", "-c", "t"])
        let cache = program.folder.appendingPathComponent(".cache/tdq")
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: cache.path).first)
        var bytes = try Data(contentsOf: cache.appendingPathComponent(name))
        let text = try #require(bytes.range(of: Data("xyzzy".utf8)))
        bytes[text.lowerBound] ^= 1
        try bytes.write(to: cache.appendingPathComponent(name))
        let damaged = try program.run(["t.csv", "--cache", "-c", "t show t"])
        #expect(damaged.status == 1 && damaged.output.isEmpty)
        #expect(damaged.errors.contains("the field t of t is damaged"))
        #expect(damaged.errors.contains("this cache was thrown away; load the data again"))
        for _ in 0..<2 {
            let anew = try program.run(["t.csv", "--cache", "-c", "t show t"])
            #expect(anew.status == 0 && anew.output == "t\nxyzzy\nb\n" && anew.errors.isEmpty)
        }
    }

    /// A snapshot takes the memory that a question needs, not what all of it would.
    @Test func aSnapshotLargerThanTheMemoryLimitIsOpened() throws {
        let word = String(repeating: "w", count: 100)
        let rows = (0..<400_000).map { "\($0 % 7),\(word)\($0)" }
        let program = try Program(files: ["t.csv": "k,t\n" + rows.joined(separator: "\n") + "\n"])
        _ = try program.run(["t.csv", "-c", ".save a.tdqs"])
        let size = try Data(contentsOf: program.folder.appendingPathComponent("a.tdqs")).count
        #expect(size > 40 << 20)
        let result = try program.run(["a.tdqs", "--memory", "40M", "-c", "t count"])
        #expect(result.status == 0 && result.output == "count\n400000\n")
    }
}
