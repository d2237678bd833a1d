import Foundation
import Testing

/// Holds the project to its plan: which room may import which, what lies at the top, how long a file may be.
@Suite struct HouseTests {
    /// What each room may import, as `Package.swift` declares it; SwiftPM alone does not stop an import that arrives
    /// through another target.
    static let rooms: [String: Set<String>] = [
        "CLibedit": [], "CSimdjson": [], "CRE2": [], "CKernels": [],
        "Language": [],
        "VietnameseText": [],
        "Values": ["VietnameseText", "CRE2"],
        "Columns": ["Values", "VietnameseText", "CKernels"],
        "Indexes": ["Columns", "Values", "VietnameseText"],
        "Storage": ["Indexes", "Columns", "Values", "VietnameseText"],
        "Loading": ["Storage", "Indexes", "Columns", "Values", "VietnameseText", "CSimdjson", "CKernels"],
        "Planning": ["Language", "Storage", "Indexes", "Columns", "Values", "VietnameseText"],
        "Execution": ["Planning", "Storage", "Indexes", "Columns", "Values", "VietnameseText"],
        "Rendering": ["Columns", "Values", "VietnameseText"],
        "Engine": [
            "Execution", "Loading", "Planning", "Language", "Storage", "Indexes", "Columns", "Values", "VietnameseText",
        ],
        "Shell": ["Engine", "Language", "Rendering", "Values", "VietnameseText", "CLibedit"],
        "tdq": ["Engine", "Shell", "Rendering", "Language", "Values", "VietnameseText", "ArgumentParser"],
        "Benchmarks": ["Engine", "ArgumentParser"],
    ]

    /// What comes with the language itself.
    static let standardModules: Set<String> = ["Swift", "Glibc", "Synchronization"]

    private static let longestFile = 700

    @Test func everyRoomHasItsRule() throws {
        #expect(Set(try Project.rooms()) == Set(Self.rooms.keys))
    }

    @Test func everyImportGoesDownwards() throws {
        for file in try Project.swiftFiles(in: "Sources") {
            let room = String(file.path.split(separator: "/")[1])
            let allowed = Self.rooms[room, default: []].union(Self.standardModules)
            for module in file.imports where !allowed.contains(module) {
                Issue.record("\(file.path) imports \(module), which \(room) may not")
            }
        }
    }

    /// The table above says no more than `Package.swift`: what a room may import it declares, itself or through a room
    /// that it declares.
    @Test func thePackageDeclaresTheSameArrows() throws {
        let declared = try Project.declaredDependencies()
        for (room, allowed) in Self.rooms where !room.hasPrefix("C") || room == "Columns" {
            var reachable = declared[room, default: []]
            var open = Array(reachable)
            while let next = open.popLast() {
                for more in declared[next, default: []] where reachable.insert(more).inserted { open.append(more) }
            }
            #expect(allowed.isSubset(of: reachable), "\(room): \(allowed.subtracting(reachable).sorted())")
            #expect(declared[room, default: []].isSubset(of: allowed), "\(room) declares more than it may import")
        }
    }

    @Test func theTopIsAsItsOwnerLaidItOut() throws {
        let names = try Project.topLevelNames()
        let allowed: Set = ["Package.swift", "Package.resolved", "Sources", "Tests", "Queries", "Samples", "README.md"]
        #expect(names.subtracting(allowed).isEmpty, "\(names.subtracting(allowed).sorted())")
        #expect(names.isSuperset(of: ["Package.swift", "Sources", "Tests", "Queries", "Samples"]))
    }

    @Test func noFileIsTooLong() throws {
        for file in try Project.swiftFiles(in: "Sources") + Project.swiftFiles(in: "Tests") {
            #expect(file.lines.count <= Self.longestFile, "\(file.path) has \(file.lines.count) lines")
        }
    }

    /// What is published speaks of the project alone, not of the machine on which it was made.
    @Test func noFileNamesAPlaceOfWork() throws {
        let places = try Regex(#"(^|[\s"'(`=])(/work|/home|/root|/tmp/wt|/Users|\.\./shared)(/|\b)"#)
        for file in try Project.textFiles(in: ["Sources", "Queries", "Samples"]) {
            for (number, line) in file.lines.enumerated() where line.contains(places) {
                Issue.record("\(file.path):\(number + 1) names a place of work")
            }
        }
    }

    /// Guards the tests above against a reader that finds nothing.
    @Test func theReaderFindsWhatItLooksFor() throws {
        let files = try Project.swiftFiles(in: "Sources")
        #expect(files.count > 100)
        #expect(files.contains { $0.imports.contains("VietnameseText") })
        #expect(
            ProjectFile(
                path: "x", text: "import A\n@testable import B\nimport struct C.D\n// import E\nimport F // g\n"
            )
            .imports == ["A", "B", "C", "F"])
    }
}
