import CLibedit
import Glibc

/// The keys that the shell answers itself; libedit's emacs keys do the rest.
enum BoundKey: String, CaseIterable {
    /// A key that nobody types: the line reader returns it to have its pending edit made.
    case edit = "tdq-edit"
    case interrupt = "tdq-interrupt"
    case suspend = "tdq-suspend"
    case paste = "tdq-paste"
    case complete = "tdq-complete"
}

/// What a bound key leaves to do.
enum KeyOutcome {
    case nothing, redraw, beep, endLine
}

/// Who answers libedit while it edits a line.
protocol EditLineDelegate: AnyObject {
    /// The prompt as it is now; it may change between two keys.
    var prompt: String { get }
    /// The next character typed; nil when the terminal is gone.
    func nextScalar() -> Unicode.Scalar?
    func perform(_ key: BoundKey) -> KeyOutcome
}

/// libedit's line editor and its history list: the only type of this module that holds C pointers.
///
/// The locale must be a UTF-8 one before it is made (`TerminalLocale`), and standard input and output terminals.
final class EditLineHandle {
    private static let historySize: Int32 = 10_000

    private let line: OpaquePointer
    private let entries: OpaquePointer
    /// What libedit was given as the prompt last; it keeps no copy of its own.
    private var promptText: UnsafeMutablePointer<CChar>
    private unowned let delegate: any EditLineDelegate

    /// nil when the terminal cannot be edited on (libedit says so itself on standard error) or memory is short.
    init?(delegate: any EditLineDelegate) {
        guard let promptText = strdup("") else { return nil }
        guard let entries = history_init() else {
            free(promptText)
            return nil
        }
        guard let line = tdq_el_open("tdq") else {
            history_end(entries)
            free(promptText)
            return nil
        }
        self.line = line
        self.entries = entries
        self.promptText = promptText
        self.delegate = delegate
        configure()
    }

    deinit {
        el_end(line)
        history_end(entries)
        free(promptText)
    }

    private func configure() {
        tdq_el_set_client_data(line, Unmanaged.passUnretained(self).toOpaque())
        _ = tdq_el_use_emacs_keys(line)
        _ = tdq_el_leave_signals_alone(line)
        _ = tdq_el_take_signal_keys(line)
        _ = tdq_el_set_prompt(line) { EditLineHandle.of($0).currentPrompt() }
        _ = tdq_el_set_reader(line) { EditLineHandle.of($0).read(into: $1) }
        _ = tdq_history_set_size(entries, Self.historySize)
        _ = tdq_history_skip_repeats(entries)
        _ = tdq_el_use_history(line, entries)
        for key in BoundKey.allCases { _ = tdq_el_add_function(line, key.rawValue, Self.function(of: key)) }
    }

    /// A C function carries no context, so each key needs one of its own.
    private static func function(of key: BoundKey) -> tdq_key_function {
        switch key {
        case .edit: { line, _ in EditLineHandle.of(line).answer(.edit) }
        case .interrupt: { line, _ in EditLineHandle.of(line).answer(.interrupt) }
        case .suspend: { line, _ in EditLineHandle.of(line).answer(.suspend) }
        case .paste: { line, _ in EditLineHandle.of(line).answer(.paste) }
        case .complete: { line, _ in EditLineHandle.of(line).answer(.complete) }
        }
    }

    private static func of(_ line: OpaquePointer?) -> EditLineHandle {
        Unmanaged<EditLineHandle>.fromOpaque(tdq_el_client_data(line)).takeUnretainedValue()
    }

    private func currentPrompt() -> UnsafeMutablePointer<CChar> {
        if let copy = strdup(delegate.prompt) {
            free(promptText)
            promptText = copy
        }
        return promptText
    }

    private func read(into character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
        guard let character, let scalar = delegate.nextScalar() else { return 0 }
        character.pointee = wchar_t(scalar.value)
        return 1
    }

    private func answer(_ key: BoundKey) -> UInt8 {
        switch delegate.perform(key) {
        case .nothing: UInt8(CC_NORM)
        case .redraw: UInt8(CC_REFRESH)
        case .beep: UInt8(CC_REFRESH_BEEP)
        case .endLine: UInt8(CC_EOF)
        }
    }
}

extension EditLineHandle {
    /// Binds a key, in libedit's notation (`^R`, `\e[200~`), to a function of ours or of libedit by name.
    func bind(_ key: String, to function: String) { _ = tdq_el_bind(line, key, function) }

    /// Edits one line. nil when a key ended it without Enter or the terminal is gone.
    func readLine() -> String? {
        var count: Int32 = 0
        guard let text = el_gets(line, &count), count > 0 else { return nil }
        return String(cString: text)
    }

    /// The line as it stands, and how many of its scalars are before the cursor.
    func contents() -> (scalars: [Unicode.Scalar], cursor: Int) {
        guard let info = el_wline(line)?.pointee, let start = info.buffer else { return ([], 0) }
        let count = info.lastchar - start
        let scalars = (0..<count).map { Unicode.Scalar(UInt32(bitPattern: start[$0])) ?? "\u{FFFD}" }
        return (scalars, info.cursor - start)
    }

    /// Inserts before the cursor; false when libedit has no room for it.
    func insert(_ text: String) -> Bool { text.isEmpty || el_insertstr(line, text) == 0 }

    /// Deletes this many scalars before the cursor.
    func deleteBackwards(_ count: Int) { if count > 0 { el_deletestr(line, Int32(clamping: count)) } }

    /// Replaces the whole line and leaves the cursor at its end.
    func replaceAll(with text: String) -> Bool {
        let (scalars, cursor) = contents()
        _ = el_cursor(line, Int32(clamping: scalars.count - cursor))
        deleteBackwards(scalars.count)
        return insert(text)
    }

    /// Draws prompt and line anew; the cursor has to stand at the start of an empty row.
    func redraw() { tdq_el_redraw(line) }

    func takeNewSize() { el_resize(line) }

    func prepareTerminal(isEditing: Bool) { tdq_el_prepare_terminal(line, isEditing ? 1 : 0) }

    func remember(_ entry: String) { _ = tdq_history_enter(entries, entry) }

    /// Writes straight to the terminal, after what libedit has waiting.
    static func writeToTerminal(_ text: String) {
        tdq_flush_terminal()
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                return  // The terminal is gone; the next read says so.
            }
            bytes = bytes.dropFirst(written)
        }
    }
}
