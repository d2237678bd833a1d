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

/// What a list of rows has where there is none.
#define tdq_no_row UINT32_MAX

/// How many rows ahead of the one that is read are asked for.
enum { tdq_rows_ahead = 64 };

/// For how many of the first of these rows it pays to ask for the row that comes `tdq_rows_ahead` behind it: where rows
/// lie far apart, nearly each is a miss of the cache that nothing else foresees.
static inline size_t tdq_prefetched_count(const uint32_t *rows, size_t count) {
    if (count <= tdq_rows_ahead || rows[count - 1] - rows[0] < 16 * count) return 0;
    return count - tdq_rows_ahead;
}

/// Gives free memory that the allocator still holds back to the system.
static inline void tdq_release_free_memory(void) {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

/// Memory of its own pages, in huge ones where there are any; sizes are multiples of 2 MiB. NULL where there is none.
uint8_t *tdq_map_pages(size_t size);

/// Moves the pages, without a copy, to where there is room for more, and gives that place; NULL where there is none, and
/// nothing is moved.
uint8_t *tdq_grow_pages(uint8_t *pages, size_t size, size_t larger);

void tdq_unmap_pages(uint8_t *pages, size_t size);

/// Lets the allocator hold what batches free for those that follow, up to 64 MiB a thread: without that it may hand a
/// batch's memory back to the system and ask for it again, batch after batch. What has 1 MiB or more goes back at once.
static inline void tdq_hold_free_memory(void) {
#if defined(__GLIBC__)
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

/// From now on the system gives this process no page of 2 MiB where it asks for a byte.
void tdq_use_small_pages(void);

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

/// A bit for each of `count` values: whether it lies between `low` and `high`, ends included, `low <= high`. What is
/// not a number lies nowhere. `mask` has room for the bits; those behind the last value are 0.
void tdq_match_u8(const uint8_t *values, size_t count, uint8_t low, uint8_t high, uint64_t *mask);
void tdq_match_u16(const uint16_t *values, size_t count, uint16_t low, uint16_t high, uint64_t *mask);
void tdq_match_u32(const uint32_t *values, size_t count, uint32_t low, uint32_t high, uint64_t *mask);
void tdq_match_i64(const int64_t *values, size_t count, int64_t low, int64_t high, uint64_t *mask);
void tdq_match_double(const double *values, size_t count, double low, double high, uint64_t *mask);

/// The same by a table: `holds[value]` is 1 or 0.
void tdq_match_table_u8(const uint8_t *values, size_t count, const uint8_t *holds, uint64_t *mask);
void tdq_match_table_u16(const uint16_t *values, size_t count, const uint8_t *holds, uint64_t *mask);
void tdq_match_table_u32(const uint32_t *values, size_t count, const uint8_t *holds, uint64_t *mask);

/// Of `count` bits keeps those that a bitmap has too, of which they are the part from bit `first` on.
void tdq_keep_bits(uint64_t *mask, size_t count, const uint64_t *words, size_t first);

/// Takes the others where a bit is set.
void tdq_choose_u32(uint32_t *values, const uint32_t *others, const uint64_t *mask, size_t count);
void tdq_choose_u64(uint64_t *values, const uint64_t *others, const uint64_t *mask, size_t count);

/// Where the bits are, ascending; how many they are. `positions` has room for all.
size_t tdq_list_bits(const uint64_t *mask, size_t word_count, int32_t *positions);

/// How many numbers two ascending lists, in each of which no number stands twice, have in common; written to `common`,
/// ascending, where that is not null.
size_t tdq_intersect(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint32_t *common);

/// How many bits two bitmaps have in common; a bitmap with itself: how many it has.
size_t tdq_and_count(const uint64_t *a, const uint64_t *b, size_t word_count);

/// Which of the texts from `first` to before `limit` hold a needle of at least one byte: 1 for those, 0 for the others
/// of them. Text i is `bytes[offsets[i]]` to before `bytes[offsets[i + 1]]`.
///
/// `is_whole_word`: with no letter or digit directly before or behind it.
void tdq_find_texts(
    const uint8_t *bytes, const uint32_t *offsets, size_t first, size_t limit, const uint8_t *needle,
    size_t needle_count, int is_whole_word, uint8_t *holds_needle);

/// The same of the needle at the beginning of texts, or at their end.
void tdq_find_ends(
    const uint8_t *bytes, const uint32_t *offsets, size_t first, size_t limit, const uint8_t *needle,
    size_t needle_count, int is_at_end, uint8_t *holds_needle);

/// Whether all bytes are ASCII and none is a carriage return.
int tdq_is_plain(const uint8_t *bytes, size_t count);

/// Whether a text matches a pattern as SQL's `like` has it: `%` stands for any text, `_` for one UTF-8 scalar. Greedy with
/// one point to return to, so the time is bounded by text × pattern.
int tdq_is_like(const uint8_t *text, size_t count, const uint8_t *pattern, size_t pattern_count);

/// Of those of the texts from `first` to before `limit` that are 1 in `are_like`, sets those to 0 that do not match.
void tdq_keep_like(
    const uint8_t *bytes, const uint32_t *offsets, size_t first, size_t limit, const uint8_t *pattern,
    size_t pattern_count, uint8_t *are_like);

/// Whether each of some texts begins with the same bytes as the one before or comes behind it in the order of bytes;
/// `first` is at least 1.
int tdq_are_ascending(const uint8_t *bytes, const uint32_t *offsets, size_t first, size_t limit);

/// Writes 1 to the mark of each byte that occurs; there are 256 marks.
void tdq_mark_bytes(const uint8_t *bytes, size_t count, uint8_t *marks);

/// Whether folding changes none of `count` texts: they are ASCII and, unless `keeps_case`, have no capital, no odd or
/// double space, none at an end, and no quote of another kind.
int tdq_is_folded(const uint8_t *bytes, const uint32_t *offsets, size_t count, int keeps_case);

/// Puts `count` numbers into the words, `shift` bits up: the first ones, or those at `rows` where that is not null. Of
/// what a word held the bits `kept` stay; those of `filled` are set.
void tdq_fuse_u8(
    uint64_t *words, uint64_t kept, uint64_t filled, const uint8_t *values, const uint32_t *rows, size_t count,
    unsigned shift);
void tdq_fuse_u16(
    uint64_t *words, uint64_t kept, uint64_t filled, const uint16_t *values, const uint32_t *rows, size_t count,
    unsigned shift);
void tdq_fuse_u32(
    uint64_t *words, uint64_t kept, uint64_t filled, const uint32_t *values, const uint32_t *rows, size_t count,
    unsigned shift);

/// Numbers of at most 32 bits in words of their own or among others: `shift` bits up, as wide as the mask.
typedef struct {
    const uint64_t *words;
    unsigned shift;
    uint32_t mask;
} tdq_field;

/// The same of the products of two numbers a row. The words may be those of one of the numbers, or of both.
void tdq_fuse_products(
    uint64_t *words, uint64_t kept, uint64_t filled, tdq_field first, tdq_field second, size_t count, unsigned shift);

/// Adds `stride` times the number of each of `count` values, the first ones or those at `rows` where that is not null, to
/// the sums: the value itself, or what `numbers` has for it where that is not null. Of what a sum was the bits `kept` stay.
/// The number is `missing` where a row is `tdq_no_row`, and where `presence` is not null, for values whose bit is not
/// set: that of the first value stands at `row`, or the presence is that of all values where there are `rows`.
void tdq_number_u8(
    int32_t *sums, int32_t kept, const uint8_t *values, const uint32_t *rows, const int32_t *numbers, size_t count,
    int32_t stride, const uint64_t *presence, size_t row, int32_t missing);
void tdq_number_u16(
    int32_t *sums, int32_t kept, const uint16_t *values, const uint32_t *rows, const int32_t *numbers, size_t count,
    int32_t stride, const uint64_t *presence, size_t row, int32_t missing);
void tdq_number_u32(
    int32_t *sums, int32_t kept, const uint32_t *values, const uint32_t *rows, const int32_t *numbers, size_t count,
    int32_t stride, const uint64_t *presence, size_t row, int32_t missing);

/// Adds the `stride` (1 to 4) words of each of `count` rows to those of its group, of `group_count`, which stand side by
/// side. The words of a row stand `spacing` apart.
void tdq_add_words(
    uint64_t *sums, size_t stride, size_t group_count, const int32_t *groups, const uint64_t *words, size_t spacing,
    size_t count);

#endif
