import CKernels
import Glibc

/// What the system says of the memory that this process has.
public enum ProcessMemory {
    /// Held open: it is asked often.
    private static let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    private static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// Bytes in physical memory, those of mapped files among them; nil where the system does not tell.
    public static func resident() -> Int? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { text in
            let count = pread(descriptor, text.baseAddress, text.count, 0)
            guard count > 0 else { return nil }
            // The second number: pages.
            let fields = text[..<count].split(separator: UInt8(ascii: " "))
            guard fields.count > 1 else { return nil }
            return fields[1].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } * pageSize
        }
    }

    /// Once for the process: what batches free stays for those that follow, until `trim`.
    public static let holdsFreeMemory: Void = tdq_hold_free_memory()

    /// Memory grows by what is touched from now on, not by whole huge pages. All work takes longer for it.
    public static func useSmallPages() { tdq_use_small_pages() }

    /// Gives free memory that this process still holds back to the system.
    public static func trim() {
        HugeMemory.releaseKept()
        tdq_release_free_memory()
    }
}
