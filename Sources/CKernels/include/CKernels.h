#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// What Swift has no words for: a bit for each byte of a wide compare. Inline where a loop in Swift keeps its registers.

/// Bit i is set where byte i of the 64 at `bytes` is `a`, `b` or `c`.
static inline uint64_t tdq_match3(const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c) {
    uint64_t found = 0;
#if defined(__SSE2__)
    const __m128i first = _mm_set1_epi8((char)a), second = _mm_set1_epi8((char)b), third = _mm_set1_epi8((char)c);
    for (int part = 0; part < 4; part++) {
        const __m128i text = _mm_loadu_si128((const __m128i *)(bytes + part * 16));
        const __m128i equal = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(text, first), _mm_cmpeq_epi8(text, second)), _mm_cmpeq_epi8(text, third));
        found |= (uint64_t)(uint32_t)_mm_movemask_epi8(equal) << (part * 16);
    }
#else
    for (int index = 0; index < 64; index++) {
        const uint8_t byte = bytes[index];
        found |= (uint64_t)(byte == a || byte == b || byte == c) << index;
    }
#endif
    return found;
}

/// Starts to bring what stands at `address` near; `address` may be anything.
static inline void tdq_prefetch(const void *address) { __builtin_prefetch(address); }

/// Gives free memory that the allocator still holds back to the system.
static inline void tdq_release_free_memory(void) {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

/// A cell of delimited text, laid out as `Loading`'s own.
typedef struct {
    const uint8_t *address;
    uint32_t length;
    uint8_t kind;
} tdq_cell;

/// Where a row stands, laid out as `Loading`'s own: its line, its text without the line end.
typedef struct {
    intptr_t line;
    const uint8_t *start;
    intptr_t length;
} tdq_row_place;

/// What a scan of plain rows needs to know, and where it stands.
typedef struct {
    /// Where the next row begins, and its line.
    const uint8_t *position;
    intptr_t line;
    /// 128 bytes more can be read behind the end.
    const uint8_t *end;
    intptr_t column_count;
    /// A row longer than this is not plain.
    intptr_t longest;
    /// -1 where there is none.
    int32_t quote;
    int32_t comment;
    uint8_t delimiter;
    /// The kinds of cells, as `Loading` writes them.
    uint8_t plain;
    uint8_t quoted;
    uint8_t missing;
} tdq_row_scan;

/// Takes rows apart until `limit` are done or one is not plain: as many cells as there are columns, no quote inside
/// quotes, no line end inside a cell. Such a row is left to others, the scan standing before it.
///
/// `cells` gets `column_count` a row. Delimiters and line ends are found 64 bytes at a time, by the widest compares
/// that the processor has.
intptr_t tdq_scan_plain_rows(tdq_row_scan *scan, tdq_cell *cells, tdq_row_place *places, intptr_t limit);

/// Four CRC32C (Castagnoli) over the 8-byte words 0, 4, 8 …; 1, 5, 9 …; and so on, the bytes behind the last whole 32
/// going into the first; folded into 64 bits. `bytes` may be null where `count` is 0.
uint64_t tdq_checksum(const void *bytes, size_t count);

/// The same without the processor's instruction; what `tdq_checksum` comes to where there is none, and its test.
uint64_t tdq_checksum_by_table(const void *bytes, size_t count);

#endif
