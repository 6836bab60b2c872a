#include "base/arena.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(address, size) ASAN_POISON_MEMORY_REGION(address, size)
#define UNPOISON(address, size) ASAN_UNPOISON_MEMORY_REGION(address, size)
enum { RED_ZONE = 64 };
#else
#define POISON(address, size) ((void)(address), (void)(size))
#define UNPOISON(address, size) ((void)(address), (void)(size))
enum { RED_ZONE = 0 };
#endif

/* What spans two huge pages and more is asked for in such pages: a processor knows the places of
 * few pages at a time, and walking over megabytes of small ones costs a tenth. A block of small
 * things is not, however large: it may never be filled, and a huge page is cleared as a whole. */
enum { ALIGN = 64, FIRST_BLOCK = 1 << 16, LARGEST_STEP = 1 << 24, HUGE_PAGE = 1 << 21 };

typedef struct Block {
    struct Block *next;
    unsigned char *bytes;
    size_t size, used;
} Block;

struct Arena {
    Block *first, *current;
    size_t handed_out, next_size;
};

Arena *arena_new(void) {
    Arena *arena = calloc(1, sizeof *arena);
    CHECK(arena, "out of memory");
    arena->next_size = FIRST_BLOCK;
    return arena;
}

void arena_free(Arena *arena) {
    if (!arena) return;
    for (Block *block = arena->first, *next; block; block = next) {
        next = block->next;
        UNPOISON(block->bytes, block->size);
        free(block->bytes);
        free(block);
    }
    free(arena);
}

void arena_reset(Arena *arena) {
    for (Block *block = arena->first; block; block = block->next) {
        block->used = 0;
        POISON(block->bytes, block->size);
    }
    arena->current = arena->first;
    arena->handed_out = 0;
}

static Block *block_new(Arena *arena, size_t at_least) {
    size_t size = arena->next_size;
    while (size < at_least) size *= 2;
    if (arena->next_size < LARGEST_STEP) arena->next_size *= 2;
    Block *block = calloc(1, sizeof *block);
    CHECK(block, "out of memory");
    bool large = at_least >= 2 * (size_t)HUGE_PAGE;
    block->bytes = aligned_alloc(large ? HUGE_PAGE : ALIGN, size);
    CHECK(block->bytes, "out of memory: %zu bytes", size);
    if (large)
        madvise(block->bytes, size, MADV_HUGEPAGE); /* where the system has none, it is slower */
    block->size = size;
    POISON(block->bytes, size);
    return block;
}

void *arena_alloc(Arena *arena, size_t size) {
    CHECK(size <= SIZE_MAX / 4, "an allocation of %zu bytes", size);
    size_t need = (size + RED_ZONE + ALIGN - 1) / ALIGN * ALIGN;
    if (need == 0) need = ALIGN;
    while (arena->current && arena->current->size - arena->current->used < need) {
        if (!arena->current->next) arena->current->next = block_new(arena, need);
        arena->current = arena->current->next;
    }
    if (!arena->current) arena->first = arena->current = block_new(arena, need);
    void *memory = arena->current->bytes + arena->current->used;
    arena->current->used += need;
    arena->handed_out += size;
    UNPOISON(memory, size);
    return memory;
}

void *arena_zeroed(Arena *arena, size_t count, size_t size) {
    size_t bytes;
    CHECK(!__builtin_mul_overflow(count, size, &bytes), "%zu × %zu bytes", count, size);
    return memset(arena_alloc(arena, bytes), 0, bytes);
}

char *arena_substring(Arena *arena, const char *text, size_t length) {
    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_string(Arena *arena, const char *text) {
    return arena_substring(arena, text, strlen(text));
}

char *arena_printf(Arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    CHECK(length >= 0, "format “%s”", format);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

size_t arena_used(const Arena *arena) {
    return arena->handed_out;
}

size_t arena_held(const Arena *arena) {
    size_t bytes = 0;
    for (const Block *block = arena->first; block; block = block->next) bytes += block->size;
    return bytes;
}
