import Engine
import Language
import Testing

/// What is said of the statements around a wrong one.
@Suite struct ErrorRecoveryTests {
    private static func messages(
        _ text: String, isChecked: Bool = true, parameters: [String: String] = [:],
        _ configure: (inout SessionOptions) -> Void = { _ in }
    ) throws -> [String] {
        let session = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        configure(&session.options)
        let host = RecordingHost()
        let source = SourceText(name: "test", text)
        if isChecked {
            _ = session.check(source, parameters: parameters, host: host)
        } else {
            _ = session.run(source, parameters: parameters, host: host)
        }
        return host.reports.map { String($0.text.split(separator: "\n")[0]) }
    }

    /// The columns of `across` are found while the query is bound: an interruption then is none of its errors.
    @Test func interruptedBindingIsAnInterruption() throws {
        let session = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        session.cancellation.cancel()
        let host = RecordingHost()
        let source = SourceText(name: "test", "awards | sum quantity by bloc across year")
        #expect(session.run(source, parameters: [:], host: host) == .interrupted)
        #expect(host.reports.map(\.text) == ["interrupted"])
    }

    /// What a script loads or defines by a command is not known when it is checked.
    @Test func commandsMayBringCollections() throws {
        #expect(try Self.messages("fresh count").count == 1)
        #expect(try Self.messages(".load fresh.csv\nfresh count\nfresh where x = $y").isEmpty)
        #expect(try Self.messages(".mode csv\nfresh count").count == 1)
    }

    /// A parameter that is not given is anything, so that nothing is said of what it is compared with.
    @Test func parametersNotGivenAreAnything() throws {
        let script = "param since\nawards where event.date > $since and yeer = 1"
        #expect(try Self.messages(script) == ["test:2:38: there is no field “yeer” here"])
        #expect(try Self.messages(script, parameters: ["since": "hôm qua"]).count == 2)
    }

    /// What a wrong `let` was to define is no further error, and with `--keep-going` it says so.
    @Test func usesOfAWrongDefinitionAreNoErrors() throws {
        let script = "let big = awards where quantty > 3\nbig count by nosuch\nunits count"
        #expect(try Self.messages(script) == ["test:1:24: there is no field “quantty” here"])
        let going = try Self.messages(script, isChecked: false) { $0.keepsGoing = true }
        #expect(
            going == [
                "test:1:24: there is no field “quantty” here",
                "test:2:1: “big” is not defined, because of the error in its `let`",
            ])
    }

    /// With `--keep-going` a statement that does not parse stops itself alone, and without it all.
    @Test func whatDoesNotParseIsPassedOnRequest() throws {
        let script = "units count\nunits coutn by\nlet big = units wher x\nbig count\npeople count"
        let session = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        for (keepsGoing, output) in [(false, [String]()), (true, ["count", "43", "count", "17"])] {
            session.options.keepsGoing = keepsGoing
            let host = RecordingHost()
            #expect(session.run(SourceText(name: "test", script), parameters: [:], host: host) == .failed)
            #expect(host.outputText.split(separator: "\n").map(String.init) == output)
            #expect(host.reports.count { $0.severity == .error } == (keepsGoing ? 3 : 2))
        }
    }

    /// Ten errors are told; of the rest, how many there are.
    @Test(arguments: [(10, nil), (11, "and 1 more error"), (200, "and 190 more errors")] as [(Int, String?)])
    func errorsAreBounded(count: Int, last: String?) throws {
        let names = (0..<count).map { "nosuch\($0)" }.joined(separator: ", ")
        let one = try Self.messages("awards show \(names)")
        #expect(one.count == min(count, 10) + (last == nil ? 0 : 1))
        #expect(last == nil || one.last == last)
        let many = try Self.messages((0..<count).map { "awards show nosuch\($0)" }.joined(separator: "\n"))
        #expect(many.count == one.count && many.last == last ?? many.last)
    }

    /// An empty result says when a word on the right was meant as a field.
    @Test func aFieldOnTheRightIsExplained() throws {
        let told = try Self.messages("awards where form = status", isChecked: false) { $0.explainsEmptyResults = true }
        let warning = "test:1:21: “status” is a value here, on the right; a field there has a dot before it"
        #expect(told == [warning, "form = status: none; did you mean .status?"])
    }

    /// What finds nothing says what each of its parts finds, a count of no rows too.
    @Test(arguments: [
        ("events where date > 2022", "date > 2022: none; did you mean date >= 2022?"),
        ("awards where form = Bằng khên | count", "form = Bằng khên: none; did you mean Bằng khen?"),
        ("awards where form = Bằng khên | sum quantity, max year", "form = Bằng khên: none; did you mean Bằng khen?"),
        ("awards where year = 1900 | count", "year = 1900: none; the nearest is 2017"),
        (
            "awards where form = bang khen | sum(quantity where year = 1900) as n",
            "“bang khen” was read without marks: Bằng khen"
        ),
        ("awards where year=2021 | where form = Bằng khên", "form = Bằng khên: none; did you mean Bằng khen?"),
        ("awards where year=1900 | where form = Bằng khen", "year=1900: none; the nearest is 2017"),
        ("awards where year = 2018..2020 | count", "year = 2018..2020: none; the nearest are 2017 and 2021"),
        ("awards where year=2019", "year=2019: none; the nearest are 2017 and 2021"),
        ("awards where year > 2030", "year > 2030: none; the greatest is 2021"),
        ("awards where year <= 2001", "year <= 2001: none; the least is 2017"),
        ("people where name = Nguyen", "name = Nguyen: none; did you mean name ~ Nguyen?"),
        ("people where name = NGUYỄN", "name = NGUYỄN: none; did you mean name ~ NGUYỄN?"),
        (
            "let recent = awards where year=2022; recent where form=Bằng khen | count by form",
            "recent: none, for year=2022: none; the nearest is 2021"
        ),
        (
            "let recent = awards where year=2021; let recent = recent where year=2020; recent count",
            "recent: none, for year=2020: none; the nearest is 2021"
        ),
        ("events where date = 2050", "date = 2050: none; the nearest is 2022-04-26"),
        ("let kind = 5; awards where form = kind | count", "form = kind: none; did you mean $kind?"),
        ("awards where not (year=2021 or year=2017) | count", "not (year=2021 or year=2017): none"),
        (
            "awards where not (quantity > 0 or quantity <= 0 or quantity is empty)",
            "not (quantity > 0 or quantity <= 0 or quantity is empty): none"
        ),
        (
            "awards where form in (Bằng khên, Giấy khên)",
            "form in (Bằng khên, Giấy khên): none; did you mean Bằng khen, Giấy khen?"
        ),
        (
            "awards where form = Bằng khên or form = Giấy khên",
            "form = Bằng khên or form = Giấy khên: none; did you mean Bằng khen, Giấy khen?"
        ),
        ("leaderships where unit = VPQHH", "unit = VPQHH: none; did you mean VPQH?"),
        (
            "covenant_items where directives has 05-CT/TX",
            "directives has 05-CT/TX: none; did you mean 05-CT/TW?"
        ),
        ("units where name = VPQH", "name = VPQH: none; did you mean abbreviation = VPQH?"),
        ("people join units on name", "join units on name: none of 17 rows has a partner"),
        ("awards search chính huyện", "chính: 7 rows · huyện: none"),
        ("search huân chươngg", "huân: 2 rows · chươngg: none"),
        (#"search "bằng khen" chươngg"#, "bằng khen: 9 rows · chươngg: none"),
        (#"awards search "chính huyện""#, "chính: 7 rows · huyện: none"),
    ])
    func emptyResultsAreExplained(query: String, explanation: String) throws {
        #expect(try Self.messages(query, isChecked: false) { $0.explainsEmptyResults = true } == [explanation])
    }
}
