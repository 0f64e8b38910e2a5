/* Loads a library, with everything that it needs found at once, and looks for a name in it. */

#include <dlfcn.h>
#include <stdio.h>

int main(int count, char **words) {
    if (count != 3) return 2;
    void *library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL || dlsym(library, words[2]) == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    printf("%s is there.\n", words[2]);
    return 0;
}
