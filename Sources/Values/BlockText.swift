/// Amounts as block characters (U+2580…259F), a column each.
public enum BlockText {
    private static let leftBlocks = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    private static let lowerBlocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// A bar that takes `share` (0…1) of `columns`, to the eighth of a column; what is more than nothing is seen.
    public static func bar(_ share: Double, columns: Int) -> String {
        guard share > 0 else { return "" }
        let eighths = max(1, Int((min(share, 1) * Double(columns * 8)).rounded()))
        return String(repeating: "█", count: eighths / 8) + leftBlocks[eighths % 8]
    }

    /// A bar that grows to the left, to the half of a column: there are no finer blocks on that side.
    public static func leftwardBar(_ share: Double, columns: Int) -> String {
        guard share > 0 else { return "" }
        let halves = max(1, Int((min(share, 1) * Double(columns * 2)).rounded()))
        return (halves % 2 == 1 ? "▐" : "") + String(repeating: "█", count: halves / 2)
    }

    /// A character a number, as high as the number is beside the greatest; `·` is none at all.
    public static func shape(_ counts: [Int]) -> String {
        guard let greatest = counts.max(), greatest > 0 else { return "" }
        return counts.map { count in
            count <= 0 ? "·" : lowerBlocks[min(7, Int(Double(count) / Double(greatest) * 7.999))]
        }.joined()
    }
}
