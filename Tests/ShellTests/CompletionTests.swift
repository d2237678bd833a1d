import Engine
import Testing

@testable import Shell

struct CompletionTests {
    static var names: CompletionNames {
        CompletionNames(
            sources: [
                .init(
                    "awards", title: "Khen thưởng",
                    fields: [
                        .init("id"), .init("form", otherNames: ["hình thức"], target: "award_forms"), .init("year"),
                        .init("status", otherNames: ["trạng thái"]),
                        .init("bloc", otherNames: ["khối"], target: "blocs"),
                        .init("ghi chú"),
                    ]),
                .init("award_forms", fields: [.init("form"), .init("level")]),
                .init("blocs", title: "Khối thi đua", fields: [.init("short_name"), .init("name")]),
            ],
            definedNames: ["given"],
            formats: ["csv", "json", "jsonl"],
            commands: [
                ".help": .topic, ".schema": .collection, ".mode": .format, ".timer": .onOrOff, ".set": .setting,
            ],
            helpTopics: ["stages", "keys"],
            values: { collection, field, _ in
                switch (collection, field) {
                case ("awards", "bloc"): ["tổng hợp", "nội chính", "ban, ngành"]
                case ("awards", "status"): ["đã trao", "đề nghị"]
                default: []
                }
            })
    }

    private func texts(_ text: String) -> [String] {
        Completer(names: Self.names).complete(text).candidates.map(\.text)
    }

    @Test func aStatementBeginsWithASource() {
        #expect(texts("aw") == ["awards", "award_forms"])
        #expect(texts("giv") == ["given"])
        #expect(texts("expl") == ["explain"])
        #expect(texts("explain blo") == ["blocs"])
        #expect(texts("let x = blo") == ["blocs"])
        #expect(texts("khoi") == ["blocs"])
        #expect(texts("awards count\nblo") == ["blocs"])
        #expect(texts("awards count; blo") == ["blocs"])
    }

    @Test func stagesFollowASourceOrABar() {
        #expect(texts("awards whe") == ["where"])
        #expect(texts("awards | tak") == ["take"])
        #expect(texts("awards |\n  tak") == ["take"])
        #expect(texts("awards where year=2021\n| tak") == ["take"])
        #expect(texts("awards where year=2021 | ").contains("count"))
        #expect(texts("awards | char") == ["chart"])
        #expect(texts("awards | chart ") == ["bar", "line", "hist"])
        #expect(texts("awards chart bar ye").first == "year")
    }

    @Test func fieldsAreFoundByNameTitleAndWithoutMarks() {
        #expect(texts("awards where ye").first == "year")
        #expect(texts("awards where hinh") == ["form"])
        #expect(texts("awards where trạng") == ["status"])
        #expect(texts("awards show form, sta") == ["status"])
        #expect(texts("awards where ghi") == ["`ghi chú`"])
        #expect(texts("awards where `ghi") == ["`ghi chú`"])
        #expect(texts("awards count by blo") == ["bloc"])
        #expect(texts("awards where year=2021 and sta") == ["status"])
        #expect(texts("awards sum(qua") == ["quarter("])
        #expect(texts("awards show low") == ["lower("])
    }

    @Test func referencesAreFollowed() {
        #expect(texts("awards where bloc.sho") == ["short_name"])
        #expect(texts("awards where khoi.n") == ["name"])
        #expect(texts("awards where year.x").isEmpty)
        let completion = Completer(names: Self.names).complete("awards show bloc.sh")
        #expect(completion.typed == "sh")
    }

    @Test func valuesFollowAComparison() {
        #expect(texts("awards where bloc=") == ["tổng hợp", "nội chính", #""ban, ngành""#])
        #expect(texts("awards where bloc=tong") == ["tổng hợp"])
        #expect(texts("awards where bloc = tổng h") == ["tổng hợp"])
        #expect(texts(#"awards where bloc="to"#) == [#""tổng hợp""#])
        #expect(texts("awards where year=2021 and trang_thai=x").isEmpty)
        #expect(texts("awards where status=đ") == ["đã trao", "đề nghị"])
        #expect(texts("awards where bloc in (tổng hợp, no") == ["nội chính"])
        #expect(texts("awards where year > .ye") == ["year"])
        #expect(Completer(names: Self.names).complete("awards where bloc = tổng h").typed == "tổng h")
    }

    @Test func referencesAreCompletedByAnyName() throws {
        let session = Session()
        try session.load([DataRequest(path: HelpTests.samples)], options: LoadOptions())
        let values = { session.completionValues(collection: "awards", field: "unit", prefix: $0, limit: 100) }
        #expect(values("VPQ") == ["VPQH"])
        #expect(values("van phong quoc").first == "Văn phòng Quốc hội")
        #expect(values("unit-van-phong-quoc") == ["unit-van-phong-quoc-hoi"])
        #expect(!values("").contains("VPQH"))
    }

    @Test func wordsFollowWholeOperands() {
        #expect(texts("awards where year=2021 | sort by year de") == ["desc"])
        #expect(texts("awards where year sta") == ["starts"])
        #expect(texts("awards | as js") == ["json", "jsonl"])
        #expect(texts("awards | join blo") == ["blocs"])
        #expect(texts("awards | take ").isEmpty)
    }

    @Test func commandsAndTheirArguments() {
        #expect(texts(".he") == [".help"])
        #expect(texts(".help k") == ["keys"])
        #expect(texts(".schema blo") == ["blocs"])
        #expect(texts(".mode j") == ["json", "jsonl"])
        #expect(texts(".timer o") == ["on", "off"])
        #expect(texts(".set i") == ["index eager", "index lazy", "index always", "index off"])
        #expect(texts(".set index e") == ["index eager"])
    }

    @Test func everyPrefixOfAnythingIsAnswered() {
        let text =
            #"let x = awards where (bloc in ("a\"b", `ghi chú`) or -- c"# + "\n | sum(form.level, 3) as y; .mode ''"
        let scalars = Array(text.unicodeScalars)
        for end in 0...scalars.count {
            var prefix = String.UnicodeScalarView()
            prefix.append(contentsOf: scalars[..<end])
            _ = texts(String(prefix))
        }
    }

    @Test func tabInsertsWhatAllHaveInCommon() {
        func choice(_ typed: String, _ candidates: String...) -> LineReader.CompletionChoice {
            LineReader.choice(Completion(typed: typed, candidates: candidates.map { .init($0) }))
        }
        #expect(choice("x") == .nothing)
        #expect(choice("aw", "awards") == .insert("awards "))
        #expect(choice("low", "lower(") == .insert("lower("))
        #expect(choice("a", "awards", "award_forms") == .insert("award"))
        #expect(choice("award", "awards", "award_forms") == .list)
        #expect(choice("tong", "tổng hợp", "tổng kết") == .insert("tổng "))
        #expect(choice("hinh", "form", "format") == .insert("form"))
        #expect(choice("form", "form", "format") == .list)
        #expect(choice("hinh", "shape", "form") == .list)
    }

    @Test(arguments: [
        ("tổng hợp", "tổng hợp"), ("a, b", #""a, b""#), ("x and y", #""x and y""#), (#"a"b"#, #""a\"b""#), ("", #""""#),
        (".x", #"".x""#), ("Brand", "Brand"), ("a # b", #""a # b""#),
    ])
    func valuesAreQuotedWhereNeeded(value: String, spelled: String) {
        #expect(Completer.spelledValue(value) == spelled)
    }

    @Test func listsFitTheScreen() {
        let candidates = (0..<40).map { Completion.Candidate("đường\($0)", note: "tên") }
        for width in [1, 10, 40, 80, 200] {
            let lines = CompletionListing.text(candidates, width: width).split(separator: "\n")
            #expect(lines.count <= CompletionListing.maximumRows + 1)
            if width >= 40 { #expect(lines.allSatisfy { $0.count < width }) }
        }
    }
}
