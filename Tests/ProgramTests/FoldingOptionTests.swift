import Testing

/// `--merge-i-y`: a setting of the whole run, whatever was made without it.
@Suite struct FoldingOptionTests {
    private static let people = "name,n\nKỹ,1\nkĩ,2\nVy,3\nVi,4\nquý,5\nquí,6\nthúy,7\nthúi,8\n"

    @Test(arguments: [[], ["--merge-i-y"]] as [[String]])
    func aLoneYIsIOnlyOnRequest(_ options: [String]) throws {
        let program = try Program(files: ["people.csv": Self.people])
        let isMerged = !options.isEmpty
        func answer(_ query: String) throws -> String {
            let result = try program.run(options + ["people.csv", "--no-header", "-c", query])
            #expect(result.status == 0, "\(result.errors)")
            return result.output
        }
        #expect(try answer("people where name=kỹ | sum n") == (isMerged ? "3\n" : "1\n"))
        #expect(try answer("people where name=ky | sum n") == (isMerged ? "3\n" : "1\n"))
        #expect(try answer("people where name ~ quí | sum n") == (isMerged ? "11\n" : "6\n"))
        #expect(try answer("people where name in (Vi, quí) | sum n") == (isMerged ? "18\n" : "10\n"))
        #expect(try answer("people distinct name | count") == (isMerged ? "5\n" : "8\n"))
        #expect(try answer("people search kĩ | count") == (isMerged ? "2\n" : "1\n"))
        #expect(try answer("people join people as p on name | count") == (isMerged ? "14\n" : "8\n"))
    }

    @Test func aSnapshotMadeWithoutItServesToo() throws {
        let program = try Program(files: ["people.csv": Self.people])
        let warm = ["people where name=kỹ", "people count by name | !cat >/dev/null", ".save all.tdqs"]
        let saved = try program.run(["people.csv"] + warm.flatMap { ["-c", $0] })
        #expect(saved.status == 0)
        let query = "people where name=kỹ | count"
        #expect(try program.run(["all.tdqs", "-c", query]).output == "count\n1\n")
        #expect(try program.run(["all.tdqs", "--merge-i-y", "-c", query]).output == "count\n2\n")
    }

    @Test func theCacheKeepsBothApart() throws {
        let program = try Program(files: ["people.csv": Self.people])
        for options in [[], ["--merge-i-y"], []] as [[String]] {
            let result = try program.run(options + ["people.csv", "--cache", "-c", "people where name=quí | count"])
            #expect(result.output == (options.isEmpty ? "count\n1\n" : "count\n2\n"))
        }
    }
}
