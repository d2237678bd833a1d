#include "CKernels.h"
#include "Bits.h"
#include "Dispatch.h"

// One of two values a row, by a bit, without a branch.

#define CHOOSE(NAME, TYPE, ATTRIBUTE) \
    ATTRIBUTE static inline void NAME##_some(TYPE *values, const TYPE *others, uint32_t bits, size_t count) { \
        _Pragma("clang loop vectorize(assume_safety)") \
        for (uint32_t index = 0; index < count; index++) { \
            const TYPE is_other = -(TYPE)(bits >> index & 1); \
            values[index] = (values[index] & ~is_other) | (others[index] & is_other); \
        } \
    } \
    ATTRIBUTE static void NAME(TYPE *values, const TYPE *others, const uint64_t *mask, size_t count) { \
        size_t start = 0; \
        for (; start + 32 <= count; start += 32) \
            NAME##_some(values + start, others + start, (uint32_t)bits_at(mask, start, 32), 32); \
        if (start < count) \
            NAME##_some(values + start, others + start, (uint32_t)bits_at(mask, start, count - start), count - start); \
    }

CHOOSE(choose_u32, uint32_t, )
CHOOSE(choose_u64, uint64_t, )

#if defined(AVX2)
CHOOSE(choose_u32_avx2, uint32_t, AVX2)
CHOOSE(choose_u64_avx2, uint64_t, AVX2)
#endif

void tdq_choose_u32(uint32_t *values, const uint32_t *others, const uint64_t *mask, size_t count) {
    BEST(choose_u32)(values, others, mask, count);
}

void tdq_choose_u64(uint64_t *values, const uint64_t *others, const uint64_t *mask, size_t count) {
    BEST(choose_u64)(values, others, mask, count);
}
