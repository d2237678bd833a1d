import Engine
import Testing

@testable import Shell

struct CommandTests {
    @Test func linesAreTakenApart() throws {
        let help = try #require(CommandRegistry.parse("  .help  tổng hợp \t"))
        #expect(help.name == ".help")
        #expect(help.argument == "tổng hợp")
        #expect(try #require(CommandRegistry.parse(".quit")).argument.isEmpty)
        #expect(CommandRegistry.parse("awards") == nil)
        #expect(CommandRegistry.parse("") == nil)
    }

    @Test func commandsAreFoundWithAndWithoutTheirDot() {
        #expect(CommandRegistry.command(named: ".help")?.name == ".help")
        #expect(CommandRegistry.command(named: "HELP")?.name == ".help")
        #expect(CommandRegistry.command(named: ".") == nil)
    }

    @Test func namesAndTopicsAreUnlike() {
        let names = CommandRegistry.commands.map { $0.name }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.hasPrefix(".") })
        #expect(Set(HelpTopics.names).count == HelpTopics.names.count)
    }

    @Test(
        arguments: [
            ("a.csv", nil, "a.csv"), ("x=a.csv", "x", "a.csv"), ("x=b=c", "x", "b=c"),
            ("dir/x=a.csv", nil, "dir/x=a.csv"),
            ("-", "stdin", "-"),
        ] as [(String, String?, String)])
    func dataArguments(argument: String, name: String?, path: String) throws {
        let request = try #require(DataArgument.request(argument))
        #expect(request.name == name)
        #expect(request.path == path)
    }

    @Test(arguments: ["", "=a.csv", "x="])
    func emptyDataArguments(argument: String) { #expect(DataArgument.request(argument) == nil) }

    @Test func amountsHaveTheirUnits() {
        #expect(Amounts.milliseconds(1_234_499) == "1.234 ms")
        #expect(Amounts.milliseconds(999_999_999) == "1000.000 ms")
        #expect(Amounts.duration(1_250_000) == "1.3 ms")
        #expect(Amounts.duration(2_000_000_000) == "2.0 s")
        #expect(Amounts.bytes(512) == "512 B")
        #expect(Amounts.bytes(1536) == "1.5 KiB")
        #expect(Amounts.rows(1) == "1 row")
        #expect(Amounts.rows(0) == "0 rows")
    }

    @Test func columnsLineUpByWidth() {
        #expect(AlignedText.text([["đường", "1"], ["a", "22"]]) == "đường  1\na      22")
    }
}
