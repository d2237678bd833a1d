#include "CKernels.h"

#include <pthread.h>
#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

// The lanes' words are read as they lie in memory: both ends of a checksum have one byte order.

/// Two lanes to a half, each still telling of every change in one of them alone.
static uint64_t folded(const uint32_t lane[4]) {
    return (uint64_t)(lane[0] ^ (lane[1] << 7 | lane[1] >> 25)) << 32 | (lane[2] ^ (lane[3] << 7 | lane[3] >> 25));
}

static uint64_t word_at(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

// By table, eight bytes at a step (Kounavis and Berry, "Novel table lookup-based algorithms for high-performance CRC
// generation", 2008), for processors without an instruction for it.

static uint32_t crc_table[8][256];
static pthread_once_t crc_table_once = PTHREAD_ONCE_INIT;

static void make_crc_table(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1)));
        crc_table[0][byte] = crc;
    }
    for (uint32_t byte = 0; byte < 256; byte++) {
        for (int step = 1; step < 8; step++) {
            const uint32_t before = crc_table[step - 1][byte];
            crc_table[step][byte] = crc_table[0][before & 0xFF] ^ (before >> 8);
        }
    }
}

static uint32_t table_word(uint32_t crc, uint64_t word) {
    word ^= crc;
    uint32_t result = 0;
    for (int byte = 0; byte < 8; byte++) result ^= crc_table[7 - byte][word >> (byte * 8) & 0xFF];
    return result;
}

uint64_t tdq_checksum_by_table(const void *address, size_t count) {
    pthread_once(&crc_table_once, make_crc_table);
    const uint8_t *bytes = address;
    uint32_t lane[4] = {~0u, ~0u, ~0u, ~0u};
    for (; count >= 32; count -= 32, bytes += 32) {
        for (int index = 0; index < 4; index++) lane[index] = table_word(lane[index], word_at(bytes + index * 8));
    }
    for (; count > 0; count--, bytes++) lane[0] = crc_table[0][(lane[0] ^ *bytes) & 0xFF] ^ (lane[0] >> 8);
    return folded(lane);
}

#if defined(__x86_64__)

__attribute__((target("sse4.2"))) static uint64_t checksum_by_instruction(const uint8_t *bytes, size_t count) {
    uint64_t a = ~0u, b = ~0u, c = ~0u, d = ~0u;
    for (; count >= 32; count -= 32, bytes += 32) {
        a = _mm_crc32_u64(a, word_at(bytes));
        b = _mm_crc32_u64(b, word_at(bytes + 8));
        c = _mm_crc32_u64(c, word_at(bytes + 16));
        d = _mm_crc32_u64(d, word_at(bytes + 24));
    }
    for (; count > 0; count--, bytes++) a = _mm_crc32_u8((uint32_t)a, *bytes);
    const uint32_t lane[4] = {(uint32_t)a, (uint32_t)b, (uint32_t)c, (uint32_t)d};
    return folded(lane);
}

uint64_t tdq_checksum(const void *address, size_t count) {
    if (!__builtin_cpu_supports("sse4.2")) return tdq_checksum_by_table(address, count);
    return checksum_by_instruction(address, count);
}

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)

uint64_t tdq_checksum(const void *address, size_t count) {
    const uint8_t *bytes = address;
    uint32_t lane[4] = {~0u, ~0u, ~0u, ~0u};
    for (; count >= 32; count -= 32, bytes += 32) {
        for (int index = 0; index < 4; index++) lane[index] = __crc32cd(lane[index], word_at(bytes + index * 8));
    }
    for (; count > 0; count--, bytes++) lane[0] = __crc32cb(lane[0], *bytes);
    return folded(lane);
}

#else

uint64_t tdq_checksum(const void *address, size_t count) { return tdq_checksum_by_table(address, count); }

#endif
