public enum CollationKey {
    public static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {}
    public static func appendGivenNameFirst(_ text: Span<UInt8>, to output: inout [UInt8]) {}
}
