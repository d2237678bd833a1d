#define _GNU_SOURCE
#include "CKernels.h"

#include <sys/mman.h>
#include <sys/prctl.h>

static const size_t huge_page = 1 << 21;

/// Pages that begin at a multiple of a huge page's size; NULL where there are none.
static uint8_t *aligned_pages(size_t size) {
    uint8_t *region =
        mmap(NULL, size + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED) return NULL;
    const size_t before = (huge_page - (uintptr_t)region % huge_page) % huge_page;
    if (before > 0) munmap(region, before);
    munmap(region + before + size, huge_page - before);
    return region + before;
}

uint8_t *tdq_map_pages(size_t size) {
    uint8_t *pages = aligned_pages(size);
    if (pages != NULL) madvise(pages, size, MADV_HUGEPAGE);
    return pages;
}

uint8_t *tdq_grow_pages(uint8_t *pages, size_t size, size_t larger) {
    uint8_t *target = aligned_pages(larger);
    if (target == NULL) return NULL;
    if (mremap(pages, size, larger, MREMAP_MAYMOVE | MREMAP_FIXED, target) == MAP_FAILED) {
        munmap(target, larger);
        return NULL;
    }
    madvise(target, larger, MADV_HUGEPAGE);
    return target;
}

void tdq_unmap_pages(uint8_t *pages, size_t size) { munmap(pages, size); }

void tdq_use_small_pages(void) { prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0); }
