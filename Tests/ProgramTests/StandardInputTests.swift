import Foundation
import Testing

/// Data that comes through standard input, be it a pipe or a file.
@Suite struct StandardInputTests {
    /// More than what memory is taken for at first, and than what is read whole of a file.
    private static let rowCount = 900_000

    private func program() throws -> Program {
        let rows = (0..<Self.rowCount).map { "\($0 % 7),khối \($0 % 5)\n" }
        return try Program(files: ["rows.csv": "n,Tên khối\n" + rows.joined()])
    }

    private static let group = (0..<5).map { "khối \($0),\(rowCount / 5)\n" }.joined()

    @Test(arguments: ["cat rows.csv | tdq -", "tdq - < rows.csv"]) func manyRows(_ call: String) throws {
        let result = try program().shell("\(call) -c 'stdin count by ten_khoi | sort by ten_khoi'")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "Tên khối,count\n" + Self.group)
    }

    /// What someone else has read of a file is not read again.
    @Test func whatIsLeftOfAFile() throws {
        let result = try program().shell("{ read -r header; tdq - -c 'stdin count'; } < rows.csv")
        #expect(result.output == "count\n\(Self.rowCount - 1)\n", "\(result.errors)")
    }

    /// What a statement asks for after all is still there.
    @Test(arguments: ["cat rows.csv | tdq -", "tdq - < rows.csv"]) func aWrongName(_ call: String) throws {
        let result = try program().shell("\(call) -c 'stdin sum m'")
        #expect(result.status == 1)
        #expect(result.errors.contains("there is no field “m” here"))
        #expect(result.errors.contains("the fields are"), "\(result.errors)")
    }

    @Test(arguments: [
        ("a,b\n1,2\n", "a,b\n1,2\n"), ("{\"a\": 1}\n{\"a\": 2, \"b\": 3}\n", "a,b\n1,\n2,3\n"),
        ("{\"a\": 1}", "a\n1\n"), ("[{\"a\": 1}, {\"a\": 2}]", "a\n1\n2\n"),
        ("[\n{\"a\": 1},\n{\"a\": 2}\n]\n", "a\n1\n2\n"),
    ])
    func formatsAreSeen(_ input: String, _ expected: String) throws {
        let program = try Program(files: ["data": input])
        for call in ["cat data | tdq -", "tdq - < data"] {
            let result = try program.shell("\(call) -c stdin")
            #expect(result.output == expected, "\(result.errors)")
        }
    }

    @Test func anObjectOverSeveralLinesIsNoRow() throws {
        let program = try Program(files: ["data": "{\n  \"a\": 1,\n  \"b\": [{\"c\": 2}]\n}\n"])
        let result = try program.shell("cat data | tdq - -c stdin")
        #expect(result.status == 3)
        #expect(result.errors.contains("a JSON file holds an array of objects"), "\(result.errors)")
    }
}
