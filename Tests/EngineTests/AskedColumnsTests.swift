import Engine
import Language
import Testing

/// Which columns of a result a table leaves out last.
@Suite struct AskedColumnsTests {
    private func asked(_ query: String) throws -> [String] {
        let folder = try ScratchFolder()
        try folder.write("id,name,kind,year,note\nu1,Sở Y tế,sở,2021,\nu2,Sở Nội vụ,sở,2022,\n", to: "units.csv")
        let session = try TestSession.make([folder.path("units.csv")], in: folder.url)
        let host = RecordingHost()
        _ = session.run(SourceText(name: "test", query), parameters: [:], host: host)
        let schema = try #require(host.lastSchema, "\(host.everything)")
        return schema.fields.filter(\.isAskedFor).map(\.name)
    }

    @Test func whatIsMadeOrAskedStays() throws {
        #expect(try asked("units") == [])
        #expect(try asked("units take 1") == [])
        #expect(try asked("units where year=2021") == ["year"])
        #expect(try asked("units add year + 1 as next") == ["year", "next"])
        #expect(try asked("units sort by note desc | add rank() as place sort by name") == ["name", "note", "place"])
        #expect(try asked("units where kind=sở and year=2021 | rename kind as loại") == ["loại", "year"])
    }
}
