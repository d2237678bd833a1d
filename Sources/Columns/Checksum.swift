import CKernels

/// Checksums of runs of bytes: four interleaved CRC32C, for damage, not for malice.
public enum Checksum {
    /// 64 bits; the same on every processor.
    public static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard let address = bytes.baseAddress else { return tdq_checksum(nil, 0) }
        return tdq_checksum(address, bytes.count)
    }

    public static func of(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { of($0) } }
}
