import CLibedit
import Glibc
import VietnameseText

/// What a person gave at the prompt.
public enum LineInput: Equatable, Sendable {
    /// One line, composed, without its line break; a pasted or recalled one may hold line breaks of its own.
    case line(String)
    /// Ctrl-C: what was typed is thrown away.
    case cleared
    /// Ctrl-D on an empty line, or the terminal is gone.
    case end
}

/// Lines from a terminal, edited with libedit: Vietnamese typed composed or decomposed, pasted blocks as one edit,
/// history, search in it, completion.
///
/// Only for standard input and output that are both terminals: elsewhere libedit drops and cuts what it reads.
public final class LineReader {
    /// Called each time editing begins, when Ctrl-C no longer signals.
    public var whenEditing: (() -> Void)?

    /// Answers Tab: the text of the statement before the cursor in, what may stand there out.
    public var complete: ((String) -> Completion)?

    var handle: EditLineHandle?
    var input = TerminalInput(descriptor: STDIN_FILENO)
    /// What the `edit` key is to do when libedit hands it back.
    var pendingEdit: PendingEdit?
    var search: HistorySearch?
    var history: [String] = []
    private var normalPrompt = ""
    /// The lines of the statement before the one that is edited, for completion.
    private var statementSoFar = ""
    var wasCleared = false
    /// The terminal's width at the last drawing, which says how many rows that drawing takes.
    var width = LineReader.terminalWidth()

    /// Whether this process may edit lines at all.
    public static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// nil when the terminal cannot be edited on.
    public init?() {
        guard let handle = EditLineHandle(delegate: self) else { return nil }
        self.handle = handle
        bindKeys(of: handle)
        TerminalState.guardAgainstSignals()
    }

    private func bindKeys(of handle: EditLineHandle) {
        handle.bind(Self.editKeyName, to: BoundKey.edit.rawValue)
        handle.bind("^C", to: BoundKey.interrupt.rawValue)
        handle.bind("^Z", to: BoundKey.suspend.rawValue)
        handle.bind("^I", to: BoundKey.complete.rawValue)
        handle.bind("\\e[200~", to: BoundKey.paste.rawValue)
        // Keys that people expect and libedit's emacs keys lack.
        handle.bind("^W", to: "ed-delete-prev-word")
        handle.bind("\\e[1~", to: "ed-move-to-beg")
        handle.bind("\\e[4~", to: "ed-move-to-end")
        handle.bind("\\e[H", to: "ed-move-to-beg")
        handle.bind("\\e[F", to: "ed-move-to-end")
        handle.bind("\\e[3~", to: "ed-delete-next-char")
        handle.bind("\\e[1;5C", to: "em-next-word")
        handle.bind("\\e[1;5D", to: "ed-prev-word")
    }

    /// Reads one line.
    /// - Parameter statementSoFar: the earlier lines of the same statement.
    public func readLine(prompt: String, after statementSoFar: String = "") -> LineInput {
        guard let handle else { return .end }
        normalPrompt = Self.composed(prompt)
        self.statementSoFar = statementSoFar
        wasCleared = false
        pendingEdit = nil
        search = nil
        width = Self.terminalWidth()
        handle.takeNewSize()
        WindowSize.watch()
        // libedit itself shows the prompt before it does this, and a Ctrl-C in between would be a signal.
        TerminalState.setEditing(true)
        handle.prepareTerminal(isEditing: true)
        // From here until the line is read Ctrl-C is a key and no signal.
        whenEditing?()
        bracketPastes(true)
        let text = handle.readLine()
        bracketPastes(false)
        TerminalState.setEditing(false)
        guard let text else {
            EditLineHandle.writeToTerminal(wasCleared ? "^C\n" : "\n")
            return wasCleared ? .cleared : .end
        }
        return .line(Self.composed(text.last == "\n" ? String(text.dropLast()) : text))
    }

    /// Makes a statement known to the Up key and to searching; false when it only repeats the last one.
    @discardableResult
    public func remember(_ statement: String) -> Bool {
        let statement = Self.composed(statement)
        guard !statement.isEmpty, history.last != statement else { return false }
        history.append(statement)
        handle?.remember(statement)
        return true
    }

    /// Asks the terminal to mark where a pasted block begins and ends; one that knows no such thing ignores it, but for
    /// those that are called dumb.
    private func bracketPastes(_ isOn: Bool) {
        guard let terminal = getenv("TERM"), String(cString: terminal) != "dumb" else { return }
        EditLineHandle.writeToTerminal(isOn ? "\u{1B}[?2004h" : "\u{1B}[?2004l")
    }

    /// Ctrl-_ : no keyboard sends it by accident, and libedit binds nothing to it.
    static let editKey: Unicode.Scalar = "\u{1F}"
    private static let editKeyName = "^_"

    /// The canonical composed form; libedit shows decomposed letters wrongly.
    static func composed(_ text: String) -> String { Composition.composed(text) }

    static func terminalWidth(of file: Int32 = STDOUT_FILENO) -> Int {
        var size = winsize()
        guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// The statement's text before the cursor, earlier lines included.
    func textBeforeCursor(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = statementSoFar.isEmpty ? "" : statementSoFar + "\n"
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }
}

extension LineReader: EditLineDelegate {
    var prompt: String { search?.prompt ?? normalPrompt }

    func perform(_ key: BoundKey) -> KeyOutcome {
        switch key {
        case .edit: performPendingEdit()
        case .interrupt: clear()
        case .suspend: suspend()
        case .paste: paste()
        case .complete: completeAtCursor()
        }
    }

    private func clear() -> KeyOutcome {
        wasCleared = true
        return .endLine
    }

    /// Gives the terminal back, stops the process group as the terminal would have, and goes on when it is continued.
    private func suspend() -> KeyOutcome {
        guard let handle else { return .nothing }
        leaveLine()
        bracketPastes(false)
        handle.prepareTerminal(isEditing: false)
        kill(0, SIGTSTP)
        handle.prepareTerminal(isEditing: true)
        bracketPastes(true)
        width = Self.terminalWidth()
        handle.takeNewSize()
        handle.redraw()
        return .nothing
    }

    /// Moves the cursor to an empty row below the line.
    func leaveLine() {
        guard let handle else { return }
        let (scalars, cursor) = handle.contents()
        let rows = layout(scalars[...]).row - layout(scalars[..<cursor]).row
        EditLineHandle.writeToTerminal(String(repeating: "\n", count: rows) + "\r\n")
    }

    func layout(_ scalars: ArraySlice<Unicode.Scalar>) -> ScreenLayout {
        var layout = ScreenLayout(width: width)
        layout.append(prompt.unicodeScalars)
        layout.append(scalars)
        return layout
    }
}
