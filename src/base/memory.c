#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static size_t less(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t page(void) {
    long bytes = sysconf(_SC_PAGESIZE);
    return bytes > 0 ? (size_t)bytes : 4096;
}

static size_t address_limit(void) {
    struct rlimit limit;
    bool none = getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY;
    return none ? SIZE_MAX : (size_t)limit.rlim_cur;
}

size_t memory_in_all(void) {
    long pages = sysconf(_SC_PHYS_PAGES);
    return less(address_limit(), pages > 0 ? (size_t)pages * page() : SIZE_MAX);
}

/* Bytes of address space that are taken. */
static size_t addresses_taken(void) {
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;
    if (!file) return 0;
    if (fscanf(file, "%lu", &pages) != 1) pages = 0;
    fclose(file);
    return pages * page();
}

/* Bytes that the system could still give, files it only keeps for later counted too. */
static size_t physical_left(void) {
    FILE *file = fopen("/proc/meminfo", "r");
    char line[128];
    unsigned long kilobytes = 0;
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file))
        found = sscanf(line, "MemAvailable: %lu kB", &kilobytes) == 1;
    if (file) fclose(file);
    return found ? kilobytes * 1024 : SIZE_MAX;
}

size_t memory_left(void) {
    size_t most = address_limit(), taken = most == SIZE_MAX ? 0 : addresses_taken();
    return less(most > taken ? (most - taken) / 3 * 2 : 0, physical_left());
}

static void write_size(char out[32], double bytes) {
    bool large = bytes >= 1e9;
    snprintf(out, 32, "%.*f %s", large && bytes < 1e10 ? 1 : 0, bytes / (large ? 1e9 : 1e6),
             large ? "GB" : "MB");
}

bool memory_suffices(double need, const char *what, Error *error) {
    size_t left = memory_left();
    if (need <= (double)left) return true;
    char needed[32], there[32];
    write_size(needed, need);
    write_size(there, (double)left);
    return error_set(error, "%s needs about %s of memory, and %s are left", what, needed, there);
}
