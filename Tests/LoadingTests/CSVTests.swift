import Storage
import Testing
import Values

@testable import Loading

@Suite struct CSVTests {
    @Test func readsQuotesDelimitersAndLineEndsInsideFields() throws {
        let text = "a,b\r\n\"x, \"\"y\"\"\",\"line 1\r\nline 2\"\r\n,\"\"\r\nlast,5\" pipe"
        let table = try TemporaryFolder.load("t.csv", text).tables[0]
        #expect(table.texts("a") == ["x, \"y\"", nil, "last"])
        #expect(table.texts("b") == ["line 1\r\nline 2", "", "5\" pipe"])
        #expect(table.lineNumbers == [2, 4, 5])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func readsEveryLineEnd(_ end: String) throws {
        let table = try TemporaryFolder.load("t.csv", ["a,b", "1,2", "3,4"].joined(separator: end) + end).tables[0]
        #expect(table.integers("a") == [1, 3])
        #expect(table.integers("b") == [2, 4])
        #expect(table.lineNumbers == [2, 3])
    }

    @Test func skipsBlankLinesButKeepsMissingValuesOfASingleColumn() throws {
        let two = try TemporaryFolder.load("t.csv", "\n\na,b\n\n1,2\n\n").tables[0]
        #expect(two.integers("b") == [2])
        #expect(two.lineNumbers == [5])
        let one = try TemporaryFolder.load("t.csv", "a\n1\n\n3\n").tables[0]
        #expect(one.integers("a") == [1, nil, 3])
    }

    @Test func dropsTheByteOrderMark() throws {
        let result = try TemporaryFolder.load("t.csv", "\u{FEFF}tên\nAn\n")
        #expect(result.tables[0].texts("tên") == ["An"])
        #expect(result.message("encoding") == "encoding: UTF-8, byte order mark dropped")
    }

    @Test(arguments: [";", "\t", "|", ","])
    func findsTheDelimiter(_ delimiter: String) throws {
        let text = "a,x\(delimiter)b\n1\(delimiter)2,5\n2\(delimiter)\"3\(delimiter)\"\n"
        let source = delimiter == "," ? "a,b\n1,2\n" : text
        let table = try TemporaryFolder.load("t.csv", source).tables[0]
        #expect(table.schema.fields.count == 2)
    }

    @Test func namesUnnamedColumns() throws {
        let result = try TemporaryFolder.load("t.csv", "a,,c\n1,2,3\n")
        #expect(result.tables[0].schema.fields.map(\.name) == ["a", "column2", "c"])
        #expect(result.message("column 2") == "column 2 has no name and is called column2")
    }

    @Test func namesCollectionsAfterFiles() throws {
        #expect(Paths.collectionName("a/b/awards.csv") == "awards")
        #expect(Paths.collectionName("Danh sách (2).csv") == "Danh_sách_2")
        #expect(Paths.collectionName("2021.csv") == "_2021")
        #expect(Paths.collectionName("...") == "data")
    }
}
