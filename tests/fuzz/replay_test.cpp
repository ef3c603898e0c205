// The fuzzers' inputs without a fuzzer: each file of the corpus as it is, and some hundred altered copies,
// the same in every run. Whatever a target does not like ends the program. `tools/fuzz.sh` looks for new
// ones, in `make test-long`.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

// LLVMFuzzerTestOneInput of each target, renamed when it is compiled (meson.build).
#define TARGETS(X) \
    X(archive)     \
    X(deb)         \
    X(diff) X(executable) X(git) X(gocache) X(image) X(mail) X(manifest) X(runs) X(series) X(sumdb) X(zip)
#define DECLARE(name) extern "C" int name##_input(const std::uint8_t* data, std::size_t size);
TARGETS(DECLARE)

namespace {

using Target = int (*)(const std::uint8_t*, std::size_t);

std::vector<std::string> corpus(const std::string& name) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(TEST_CORPUS) / name))
        paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> inputs;
    for (const auto& path : paths) {
        std::ifstream file(path, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return inputs;
}

void feed(Target target, const std::string& input) {
    target(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

// A few bytes changed, a piece left out, doubled or cut off, or another input's end.
std::string altered(std::string input, const std::vector<std::string>& all, std::mt19937& random) {
    const auto up_to = [&](std::size_t most) { return random() % (most + 1); };
    for (std::size_t left = 1 + up_to(3); left > 0 && !input.empty(); --left) {
        const std::size_t at = up_to(input.size() - 1);
        const std::size_t length = std::min(up_to(32), input.size() - at);
        switch (up_to(5)) {
            case 0:
                input[at] = static_cast<char>(random());
                break;
            case 1:
                input[at] = static_cast<char>(input[at] ^ (1 << up_to(7)));
                break;
            case 2:
                input.erase(at, length);
                break;
            case 3:
                input.insert(at, input.substr(at, length));
                break;
            case 4:
                input.resize(at);
                break;
            default: {
                const std::string& other = all[up_to(all.size() - 1)];
                input = input.substr(0, at) + other.substr(std::min(at, other.size()));
            }
        }
    }
    return input;
}

void replay(Target target, const std::string& name) {
    const std::vector<std::string> inputs = corpus(name);
    ASSERT_FALSE(inputs.empty()) << "tests/fuzz/corpus/" << name;
    feed(target, "");
    std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same in every run
    for (const std::string& input : inputs) {
        feed(target, input);
        for (int round = 0; round < 200; ++round) feed(target, altered(input, inputs, random));
    }
}

}  // namespace

#define REPLAY(name)                 \
    TEST(Replay, name) {             \
        replay(name##_input, #name); \
    }
TARGETS(REPLAY)
