// For tests: a "go" of somebody's own toolchain. Whatever it is to build, it gives what lies in its answers/.
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

namespace {

bool copy(const std::string& from, const std::string& to) {
    std::FILE* in = std::fopen(from.c_str(), "rb");
    std::FILE* out = in != nullptr ? std::fopen(to.c_str(), "wb") : nullptr;
    if (out == nullptr) return false;
    std::array<char, 65536> piece{};
    for (std::size_t size = 0; (size = std::fread(piece.data(), 1, piece.size(), in)) > 0;)
        if (std::fwrite(piece.data(), 1, size, out) != size) return false;
    std::fclose(in);
    return std::fclose(out) == 0 && ::chmod(to.c_str(), 0755) == 0;
}

std::string last_part(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace

int main(int count, char** arguments) {
    const std::string self = arguments[0];
    const std::string answers = self.substr(0, self.size() - std::string("bin/go").size()) + "answers/";
    for (int i = 1; i + 1 < count; ++i) {
        if (std::string(arguments[i]) != "-o") continue;
        const std::string out = arguments[i + 1];
        if (!last_part(out).empty()) return copy(answers + last_part(out), out) ? 0 : 1;
        for (int package = i + 2; package < count; ++package) {
            const std::string name = last_part(arguments[package]);
            if (!copy(answers + name, out + name)) return 1;
        }
    }
    return 0;  // `go mod vendor` and the like: done
}
