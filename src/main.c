/* main.c -- the command line: the window, or a headless verb. */
#include <stdio.h>

int main(void) {
    return 0;
}
