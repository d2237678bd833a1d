/// Numbers with units, as messages show them.
public enum Amounts {
    /// `1.234 ms`, always in milliseconds, for programs and eyes alike.
    static func milliseconds(_ nanoseconds: UInt64) -> String {
        "\(fixed(nanoseconds, unit: 1_000_000, digits: 3)) ms"
    }

    /// The time since an instant, as `milliseconds` writes it.
    public static func milliseconds(since start: ContinuousClock.Instant) -> String {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return milliseconds(UInt64(clamping: seconds) * 1_000_000_000 + UInt64(clamping: attoseconds / 1_000_000_000))
    }

    /// `1.2 ms`, `3.4 s`: as short as a person wants it.
    static func duration(_ nanoseconds: UInt64) -> String {
        nanoseconds < 1_000_000_000
            ? "\(fixed(nanoseconds, unit: 1_000_000, digits: 1)) ms"
            : "\(fixed(nanoseconds, unit: 1_000_000_000, digits: 1)) s"
    }

    static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

    static func bytes(_ count: Int) -> String {
        let units: [(UInt64, String)] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        let count = UInt64(clamping: count)
        guard let (size, name) = units.first(where: { count >= $0.0 }) else { return "\(count) B" }
        return "\(fixed(count, unit: size, digits: 1)) \(name)"
    }

    /// `value / unit` with a fixed number of digits after the point, rounded half up.
    private static func fixed(_ value: UInt64, unit: UInt64, digits: Int) -> String {
        let scale = (0..<digits).reduce(UInt64(1)) { scale, _ in scale * 10 }
        var whole = value / unit
        var part = ((value % unit) * scale + unit / 2) / unit
        if part == scale {
            whole += 1
            part = 0
        }
        let text = String(part)
        return "\(whole)." + String(repeating: "0", count: digits - text.count) + text
    }
}
