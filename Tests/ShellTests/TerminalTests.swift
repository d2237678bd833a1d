import Testing

/// The shell at a real terminal. `.help WORD` answers with the word, which shows what a line held in the end.
@Suite(.serialized)
struct TerminalTests {
    private let home: TemporaryFolder

    init() throws { home = try TemporaryFolder() }

    private func start(columns: UInt16 = 80) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(["--data", "none", "--no-init"], home: home.path, columns: columns)
        try terminal.wait(for: "tdq> ")
        return terminal
    }

    private func expectHeld(_ word: String, _ terminal: PseudoTerminal) throws {
        try terminal.wait(for: "no help on \(word);")
        try terminal.wait(for: "tdq> ")
    }

    @Test func composedVietnameseArrivesAsTyped() throws {
        let terminal = try start()
        try terminal.send(".help đườngphốtổnghợp" + Key.enter)
        try expectHeld("đườngphốtổnghợp", terminal)
    }

    @Test(arguments: ["to\u{302}\u{309}ng", "to\u{309}\u{302}ng", "t\u{F4}\u{309}ng"])
    func decomposedVietnameseIsComposed(typed: String) throws {
        let terminal = try start()
        try terminal.send(".help " + typed + Key.enter)
        try expectHeld("tổng", terminal)
    }

    @Test func backspaceTakesAWholeLetter() throws {
        let terminal = try start()
        try terminal.send(".help hơ\u{323}" + Key.backspace + "a" + Key.enter)
        try expectHeld("ha", terminal)
        try terminal.send(".help tổ" + Key.backspace + "e" + Key.enter)
        try expectHeld("te", terminal)
    }

    @Test func marksJoinTheLetterBeforeTheCursor() throws {
        let terminal = try start()
        try terminal.send(".help tong" + Key.left + Key.left + "\u{302}" + "\u{309}" + Key.enter)
        try expectHeld("tổng", terminal)
    }

    @Test func pastedLinesRunOnlyAtEnter() throws {
        let terminal = try start()
        try terminal.send(Key.paste(".help mo\u{323}t\r.help hai\r\n") + "z")
        let shown = try terminal.wait(for: "z")
        #expect(!shown.contains("no help on"))
        try terminal.send(Key.enter)
        try terminal.wait(for: "no help on mọt;")
    }

    @Test func aLongPasteArrivesWhole() throws {
        let terminal = try start()
        let word = String(repeating: "đường", count: 2_000)
        try terminal.send(Key.paste(".help " + word) + Key.enter)
        try expectHeld(word, terminal)
    }

    @Test func controlCClearsTheLine() throws {
        let terminal = try start()
        try terminal.send(".help abc" + Key.left + Key.controlC)
        try terminal.wait(for: "^C")
        try terminal.wait(for: "tdq> ")
        try terminal.send(".help def" + Key.enter)
        try expectHeld("def", terminal)
    }

    @Test func anUnfinishedStatementGoesOn() throws {
        let terminal = try start()
        try terminal.send("awards |" + Key.enter)
        try terminal.wait(for: "  … ")
        try terminal.send(Key.controlC)
        try terminal.wait(for: "tdq> ")
        try terminal.send(".help abc" + Key.enter)
        try expectHeld("abc", terminal)
    }

    @Test func controlDEndsAndSoDoesQuit() throws {
        let first = try start()
        try first.send(Key.controlD)
        #expect(try first.waitForEnd() == 0)
        let second = try start()
        try second.send(".quit" + Key.enter)
        #expect(try second.waitForEnd() == 0)
    }

    @Test func historyIsRecalledInTheNextSession() throws {
        let first = try start()
        try first.send(".help hơ\u{323}p" + Key.enter)
        try expectHeld("hợp", first)
        try first.send(Key.controlD)
        #expect(try first.waitForEnd() == 0)

        let second = try start()
        try second.send(Key.up + Key.enter)
        try expectHeld("hợp", second)
    }

    @Test func searchIgnoresMarks() throws {
        let terminal = try start()
        try terminal.send(".help đường" + Key.enter)
        try expectHeld("đường", terminal)
        try terminal.send(".help khác" + Key.enter)
        try expectHeld("khác", terminal)
        try terminal.send(Key.controlR + "duo" + Key.enter)
        try expectHeld("đường", terminal)
        try terminal.send("x" + Key.controlR + "khac" + Key.controlG + Key.backspace + ".help y" + Key.enter)
        try expectHeld("y", terminal)
    }

    @Test func tabCompletesAndLists() throws {
        let terminal = try start()
        try terminal.send(".hel" + Key.tab + "pred" + Key.tab + Key.enter)
        try terminal.wait(for: "tightest")
        try terminal.wait(for: "tdq> ")
        try terminal.send(".help " + Key.tab)
        try terminal.wait(for: "aggregates")
        try terminal.wait(for: ".help ")
        try terminal.send("xyz" + Key.enter)
        try expectHeld("xyz", terminal)
    }

    @Test func ctrlCStopsAQueryAndTheShellLivesOn() throws {
        // Twelve million pairs, each compared: long enough to be stopped in.
        let rows = (0..<3500).map { "\($0),\($0 % 7)" }.joined(separator: "\n")
        try home.write("a,b\n\(rows)\n", to: "t.csv")
        let terminal = try PseudoTerminal([home.path + "/t.csv", "--no-init"], home: home.path)
        try terminal.wait(for: "tdq> ")
        try terminal.send("t join t as u on b | join t as v on b | join t as w on b | count" + Key.enter)
        try terminal.wait(for: "\n")
        try terminal.send(Key.controlC)
        try terminal.wait(for: "interrupted")
        try terminal.wait(for: "tdq> ")
        try terminal.send("t count" + Key.enter)
        try terminal.wait(for: "3500")
        try terminal.wait(for: "1 row")
    }

    @Test func queriesAreReadOverSeveralLinesAndCompleted() throws {
        try home.write("Hình thức,năm\nBằng khen,2021\nCờ thi đua,2022\n", to: "thưởng.csv")
        let terminal = try PseudoTerminal([home.path + "/thưởng.csv", "--no-init"], home: home.path)
        try terminal.wait(for: "tdq> ")
        try terminal.send("thu" + Key.tab + "where nam" + Key.tab + Key.backspace + "=2022 |" + Key.enter)
        try terminal.wait(for: "  … ")
        try terminal.send("show hinh" + Key.tab + Key.enter)
        try terminal.wait(for: "Cờ thi đua")
        try terminal.wait(for: "1 row · ")
        try terminal.wait(for: "tdq> ")
    }

    @Test func aWindowMayChangeItsSize() throws {
        let terminal = try start(columns: 30)
        try terminal.send(".help nghĩađộclậptựdohạnhphúccộnghòabình")
        try terminal.wait(for: "bình")
        terminal.resize(columns: 20)
        try terminal.wait(for: "tdq> ")
        try terminal.wait(for: "bình")
        try terminal.send("x" + Key.enter)
        try terminal.wait(for: "no help on nghĩađộclậptựdohạnhphúccộnghòabìnhx;")
    }

    @Test func theTerminalIsGivenBack() throws {
        let left = try start()
        #expect(!left.isPlain)
        try left.send(Key.controlD)
        #expect(try left.waitForEnd() == 0)
        #expect(left.isPlain)
        let ended = try start()
        #expect(!ended.isPlain)
        ended.terminate()
        #expect(try ended.waitForEnd() == -15)
        #expect(ended.isPlain)
    }

    @Test(arguments: ["quit", "exit", "EXIT", #"\q"#]) func wordsOfOtherShellsLeave(word: String) throws {
        let terminal = try start()
        try terminal.send(word + Key.enter)
        #expect(try terminal.waitForEnd() == 0)
    }

    @Test func wordsOfOtherShellsHelpUnlessTheyAreNames() throws {
        try home.write("a\n1\n", to: "quit.csv")
        let terminal = try PseudoTerminal([home.path + "/quit.csv", "--no-init"], home: home.path)
        try terminal.wait(for: "tdq> ")
        try terminal.send("?" + Key.enter)
        try terminal.wait(for: "A query names a collection")
        try terminal.wait(for: "tdq> ")
        try terminal.send(#"\d"# + Key.enter)
        try terminal.wait(for: "quit  1 row")
        try terminal.wait(for: "tdq> ")
        try terminal.send("quit" + Key.enter)
        try terminal.wait(for: "1 row · ")
        try terminal.wait(for: "tdq> ")
    }

    @Test func aBarGoesOnFromTheStatementBefore() throws {
        try home.write("a\n1\n2\n2\n", to: "t.csv")
        let terminal = try PseudoTerminal([home.path + "/t.csv", "--no-init"], home: home.path)
        try terminal.wait(for: "tdq> ")
        try terminal.send("t where a=2" + Key.enter)
        try terminal.wait(for: "2 rows")
        try terminal.wait(for: "tdq> ")
        try terminal.send(".timer off" + Key.enter)
        try terminal.wait(for: "tdq> ")
        try terminal.send("| count as found" + Key.enter)
        try terminal.wait(for: "found")
        try terminal.wait(for: "1 row · ")
        try terminal.wait(for: "tdq> ")
        try terminal.send(Key.up)
        try terminal.wait(for: "| count as found")
    }

    @Test func statementsBehindAnErrorAreCounted() throws {
        try home.write("a\n1\n", to: "t.csv")
        let terminal = try PseudoTerminal([home.path + "/t.csv", "--no-init"], home: home.path)
        try terminal.wait(for: "tdq> ")
        try terminal.send(Key.paste("t count\nt show b\nt count\nt take 1") + Key.enter)
        try terminal.wait(for: "<input>:2:8")
        try terminal.wait(for: "2 statements not run")
        try terminal.wait(for: "tdq> ")
        try terminal.send(Key.paste("t count\nt where (\nt count") + Key.enter)
        try terminal.wait(for: "statements not run")
        try terminal.wait(for: "tdq> ")
        try terminal.send(Key.paste("t\nt show b\nt take 0") + Key.enter)
        try terminal.wait(for: "1 statement not run")
        try terminal.wait(for: "tdq> ")
        // What did not run, or failed, is nothing to go on from.
        try terminal.send("| count as rest" + Key.enter)
        try terminal.wait(for: "rest\r\n")
        try terminal.wait(for: "1 row")
    }

    @Test func controlZSuspends() throws {
        let terminal = try PseudoTerminal(
            ["--norc", "--noprofile", "-i"], home: home.path, program: "/bin/bash")
        try terminal.send("\(BuiltProgram.path) --data none --no-init" + Key.enter)
        try terminal.wait(for: "tdq> ")
        try terminal.send(".help ab" + Key.controlZ)
        try terminal.wait(for: "Stopped")
        try terminal.send("fg" + Key.enter)
        try terminal.wait(for: ".help ab")
        try terminal.send("c" + Key.enter)
        try expectHeld("abc", terminal)
    }

    @Test func colorsAreForTerminalsOnly() throws {
        let terminal = try start()
        try terminal.send(".nope" + Key.enter)
        try terminal.wait(for: "\u{1B}[1;31merror:\u{1B}[0m there is no command .nope")
        let folder = try TemporaryFolder()
        let arguments = ["--data", "none", "-c", ".nope"]
        let plain = try BuiltProgram.run(arguments, in: folder)
        #expect(!plain.errors.contains("\u{1B}"))
        let forced = try BuiltProgram.run(arguments + ["--color", "always"], in: folder)
        #expect(forced.errors.contains("\u{1B}[1;31m"))
    }

    @Test func linesWiderThanTheScreenKeepTheirText() throws {
        let terminal = try start(columns: 20)
        let word = "nghĩađộclậptựdohạnhphúccộnghòaxãhội"
        try terminal.send(".help " + word + Key.enter)
        try terminal.wait(for: "no help on \(word);")
    }
}
