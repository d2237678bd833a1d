#include "CKernels.h"
#include "Bits.h"
#include "Dispatch.h"

// Fields of words: small numbers side by side, so that one addition adds several.

#define FUSE(NAME, TYPE, ATTRIBUTE) \
    ATTRIBUTE static void NAME( \
        uint64_t *words, uint64_t kept, uint64_t filled, const TYPE *values, const uint32_t *rows, size_t count, \
        unsigned shift) { \
        if (rows == NULL) { \
            for (size_t index = 0; index < count; index++) \
                words[index] = (words[index] & kept) | filled | (uint64_t)values[index] << shift; \
        } else { \
            const size_t prefetched = tdq_prefetched_count(rows, count); \
            for (size_t index = 0; index < prefetched; index++) { \
                tdq_prefetch(values + rows[index + tdq_rows_ahead]); \
                words[index] = (words[index] & kept) | filled | (uint64_t)values[rows[index]] << shift; \
            } \
            for (size_t index = prefetched; index < count; index++) \
                words[index] = (words[index] & kept) | filled | (uint64_t)values[rows[index]] << shift; \
        } \
    }

#define NUMBER(NAME, TYPE, ATTRIBUTE) \
    ATTRIBUTE static void NAME( \
        int32_t *sums, int32_t kept, const TYPE *values, const int32_t *numbers, size_t count, int32_t stride) { \
        if (numbers == NULL) { \
            for (size_t index = 0; index < count; index++) \
                sums[index] = (sums[index] & kept) + (int32_t)values[index] * stride; \
        } else { \
            for (size_t index = 0; index < count; index++) \
                sums[index] = (sums[index] & kept) + numbers[values[index]] * stride; \
        } \
    }

// Rows of a list: what is not there, or not present, is a branch, for it is rare where there is a list.
#define NUMBER_ROWS(NAME, TYPE) \
    static inline void NAME##_one( \
        int32_t *sum, int32_t kept, const TYPE *values, uint32_t row, const int32_t *numbers, int32_t stride, \
        const uint64_t *presence, int32_t missing) { \
        int32_t number = missing; \
        if (row != tdq_no_row && (presence == NULL || bits_at(presence, row, 1) & 1)) \
            number = numbers == NULL ? (int32_t)values[row] : numbers[values[row]]; \
        *sum = (*sum & kept) + number * stride; \
    } \
    static void NAME( \
        int32_t *sums, int32_t kept, const TYPE *values, const uint32_t *rows, const int32_t *numbers, size_t count, \
        int32_t stride, const uint64_t *presence, int32_t missing) { \
        const size_t prefetched = tdq_prefetched_count(rows, count); \
        for (size_t index = 0; index < prefetched; index++) { \
            tdq_prefetch(values + rows[index + tdq_rows_ahead]); \
            NAME##_one(sums + index, kept, values, rows[index], numbers, stride, presence, missing); \
        } \
        for (size_t index = prefetched; index < count; index++) \
            NAME##_one(sums + index, kept, values, rows[index], numbers, stride, presence, missing); \
    }

// Numbers stand in an array of their own first: where one is missing is then no branch, which would often go wrong.
#define NUMBER_PRESENT(NAME, TYPE, ATTRIBUTE) \
    ATTRIBUTE static inline void NAME##_some( \
        int32_t *sums, int32_t kept, const TYPE *values, const int32_t *numbers, size_t count, int32_t stride, \
        uint32_t bits, int32_t missing) { \
        int32_t found[32]; \
        for (size_t index = 0; index < count; index++) \
            found[index] = numbers == NULL ? (int32_t)values[index] : numbers[values[index]]; \
        _Pragma("clang loop vectorize(enable)") \
        for (uint32_t index = 0; index < count; index++) { \
            const int32_t is_present = -(int32_t)(bits >> index & 1); \
            const int32_t number = (found[index] & is_present) | (missing & ~is_present); \
            sums[index] = (sums[index] & kept) + number * stride; \
        } \
    } \
    ATTRIBUTE static void NAME( \
        int32_t *sums, int32_t kept, const TYPE *values, const int32_t *numbers, size_t count, int32_t stride, \
        const uint64_t *presence, size_t row, int32_t missing) { \
        size_t start = 0; \
        for (; start + 32 <= count; start += 32) \
            NAME##_some( \
                sums + start, kept, values + start, numbers, 32, stride, \
                (uint32_t)bits_at(presence, row + start, 32), missing); \
        if (start < count) \
            NAME##_some( \
                sums + start, kept, values + start, numbers, count - start, stride, \
                (uint32_t)bits_at(presence, row + start, count - start), missing); \
    }

// The words of the product may be those of a factor: no row looks at another's.
#define FUSE_PRODUCTS(NAME, ATTRIBUTE) \
    ATTRIBUTE static void NAME( \
        uint64_t *words, uint64_t kept, uint64_t filled, tdq_field first, tdq_field second, size_t count, \
        unsigned shift) { \
        _Pragma("clang loop vectorize(assume_safety)") \
        for (size_t index = 0; index < count; index++) { \
            const uint64_t a = first.words[index] >> first.shift & (uint64_t)first.mask; \
            const uint64_t b = second.words[index] >> second.shift & (uint64_t)second.mask; \
            words[index] = (words[index] & kept) | filled | (a * b) << shift; \
        } \
    }

FUSE_PRODUCTS(fuse_products, )
FUSE(fuse_u8, uint8_t, )
FUSE(fuse_u16, uint16_t, )
FUSE(fuse_u32, uint32_t, )
NUMBER(number_u8, uint8_t, )
NUMBER_PRESENT(number_present_u8, uint8_t, )
NUMBER_ROWS(number_rows_u8, uint8_t)
NUMBER(number_u16, uint16_t, )
NUMBER_PRESENT(number_present_u16, uint16_t, )
NUMBER_ROWS(number_rows_u16, uint16_t)
NUMBER(number_u32, uint32_t, )
NUMBER_PRESENT(number_present_u32, uint32_t, )
NUMBER_ROWS(number_rows_u32, uint32_t)

#if defined(AVX2)
FUSE_PRODUCTS(fuse_products_avx2, AVX2)
FUSE(fuse_u8_avx2, uint8_t, AVX2)
FUSE(fuse_u16_avx2, uint16_t, AVX2)
FUSE(fuse_u32_avx2, uint32_t, AVX2)
NUMBER(number_u8_avx2, uint8_t, AVX2)
NUMBER_PRESENT(number_present_u8_avx2, uint8_t, AVX2)
NUMBER(number_u16_avx2, uint16_t, AVX2)
NUMBER_PRESENT(number_present_u16_avx2, uint16_t, AVX2)
NUMBER(number_u32_avx2, uint32_t, AVX2)
NUMBER_PRESENT(number_present_u32_avx2, uint32_t, AVX2)
#endif

#define TAKE(WIDTH, TYPE) \
    void tdq_fuse_##WIDTH( \
        uint64_t *words, uint64_t kept, uint64_t filled, const TYPE *values, const uint32_t *rows, size_t count, \
        unsigned shift) { \
        BEST(fuse_##WIDTH)(words, kept, filled, values, rows, count, shift); \
    } \
    void tdq_number_##WIDTH( \
        int32_t *sums, int32_t kept, const TYPE *values, const uint32_t *rows, const int32_t *numbers, size_t count, \
        int32_t stride, const uint64_t *presence, size_t row, int32_t missing) { \
        if (rows != NULL) \
            return number_rows_##WIDTH(sums, kept, values, rows, numbers, count, stride, presence, missing); \
        if (presence == NULL) return BEST(number_##WIDTH)(sums, kept, values, numbers, count, stride); \
        BEST(number_present_##WIDTH)(sums, kept, values, numbers, count, stride, presence, row, missing); \
    }

TAKE(u8, uint8_t)
TAKE(u16, uint16_t)
TAKE(u32, uint32_t)

void tdq_fuse_products(
    uint64_t *words, uint64_t kept, uint64_t filled, tdq_field first, tdq_field second, size_t count, unsigned shift) {
    BEST(fuse_products)(words, kept, filled, first, second, count, shift);
}

/// Adds two words to two that stand side by side: at once, where the processor can.
static inline void add_two(uint64_t *sum, uint64_t first, uint64_t second) {
#if defined(__SSE2__)
    const __m128i both = _mm_set_epi64x((long long)second, (long long)first);
    _mm_storeu_si128((__m128i *)sum, _mm_add_epi64(_mm_loadu_si128((const __m128i *)sum), both));
#else
    sum[0] += first;
    sum[1] += second;
#endif
}

// How many rows ahead memory is asked for, where not all of it is near.
#define AHEAD 32

#define INLINE static inline __attribute__((always_inline))

/// Where the words of a row's group stand; `is_far`: those of a later row are asked for meanwhile.
INLINE uint64_t *place(
    uint64_t *sums, size_t stride, const int32_t *groups, size_t index, size_t count, int is_far) {
    if (is_far) {
        const size_t later = index + AHEAD < count ? index + AHEAD : index;
        __builtin_prefetch(sums + stride * (size_t)groups[later], 1);
    }
    return sums + stride * (size_t)groups[index];
}

INLINE void add_words(
    uint64_t *sums, size_t stride, const int32_t *groups, const uint64_t *words, size_t spacing, size_t count,
    int is_far) {
    const uint64_t *second = words + spacing, *third = words + 2 * spacing, *fourth = words + 3 * spacing;
    switch (stride) {
    case 1:
        for (size_t index = 0; index < count; index++) *place(sums, 1, groups, index, count, is_far) += words[index];
        return;
    case 2:
        for (size_t index = 0; index < count; index++)
            add_two(place(sums, 2, groups, index, count, is_far), words[index], second[index]);
        return;
    case 3:
        for (size_t index = 0; index < count; index++) {
            uint64_t *const sum = place(sums, 3, groups, index, count, is_far);
            // Two at once would stand across the lines of the cache too often.
            sum[0] += words[index];
            sum[1] += second[index];
            sum[2] += third[index];
        }
        return;
    default:
        for (size_t index = 0; index < count; index++) {
            uint64_t *const sum = place(sums, 4, groups, index, count, is_far);
            add_two(sum, words[index], second[index]);
            add_two(sum + 2, third[index], fourth[index]);
        }
    }
}

void tdq_add_words(
    uint64_t *sums, size_t stride, size_t group_count, const int32_t *groups, const uint64_t *words, size_t spacing,
    size_t count) {
    if (group_count * stride * sizeof *sums > 1 << 18) {
        add_words(sums, stride, groups, words, spacing, count, 1);
    } else {
        add_words(sums, stride, groups, words, spacing, count, 0);
    }
}
