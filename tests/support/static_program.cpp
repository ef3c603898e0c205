// For tests: what an image starts. Static, as the image holds nothing else; says who and where it is.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

int main(int count, char** arguments) {
    char folder[4096] = "";
    if (::getcwd(folder, sizeof folder) == nullptr) return 1;
    std::printf("uid %u gid %u in %s\n", ::getuid(), ::getgid(), folder);
    for (int i = 1; i < count; ++i) std::printf("argument %s\n", arguments[i]);
    const char* greeting = std::getenv("GREETING");
    std::printf("greeting %s\n", greeting != nullptr ? greeting : "none");
    return 0;
}
