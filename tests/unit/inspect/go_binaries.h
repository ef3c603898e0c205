// Small programs built by a pinned Go (tests/support/pinned_go.py), the known answers for what is read from
// binaries, and what `go version -m` says of any file.
#pragma once

#include "base/files.h"
#include "base/process.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace verbatim::test {

// Runs a command to its end; throws where it fails, so that a test without Go fails.
inline std::string output_of(const std::vector<std::string>& argv,
                             const std::map<std::string, std::string>& environment,
                             const std::filesystem::path& directory) {
    std::string output;
    ProcessSpec spec;
    spec.argv = argv;
    spec.environment = environment;
    spec.directory = directory;
    spec.on_output = [&](std::string_view text) { output += text; };
    if (!run_process(spec).succeeded()) throw std::runtime_error(argv[0] + " failed: " + output);
    return output;
}

// A folder with a Go module of its own, in a git repository, and everything that Go writes.
class GoBinaries {
  public:
    GoBinaries() : dir_(std::filesystem::temp_directory_path()), module_(dir_.path() / "module") {
        make_directories(module_ / "dep");
        write_file(module_ / "go.mod",
                   "module example.com/probe\n\ngo 1.18\n\nrequire example.com/dep v1.2.3\n\n"
                   "replace example.com/dep => ./dep\n");
        write_file(module_ / "main.go",
                   "package main\n\nimport \"example.com/dep\"\n\nvar note = \"\"\n\n"
                   "func main() { println(note, dep.Name) }\n");
        write_file(module_ / "dep" / "go.mod", "module example.com/dep\n\ngo 1.18\n");
        write_file(module_ / "dep" / "dep.go", "package dep\n\nconst Name = \"dep\"\n");
        git({"init", "-q"});
        git({"add", "."});
        git({"-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "probe"});
    }

    // The binary of a platform, made at the first call.
    const std::string& bytes(const std::string& os, const std::string& arch) {
        std::string& content = built_[os + "-" + arch];
        if (content.empty()) {
            auto variables = environment();
            variables["GOOS"] = os;
            variables["GOARCH"] = arch;
            output_of({TEST_GO "/bin/go", "build", "-ldflags", "-s -w -X 'main.note=two words'", "-o",
                       file(os, arch).string(), "."},
                      variables, module_);
            content = read_file(file(os, arch));
        }
        return content;
    }

    [[nodiscard]] std::filesystem::path file(const std::string& os, const std::string& arch) const {
        return dir_.path() / (os + "-" + arch);
    }
    // `go version -m`, without the file's name.
    [[nodiscard]] std::string go_version(const std::filesystem::path& binary) const {
        const std::string text =
            output_of({TEST_GO "/bin/go", "version", "-m", binary.string()}, environment(), dir_.path());
        return text.substr(binary.string().size() + 2);
    }
    std::string git(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "git");
        std::string text = output_of(arguments, environment(), module_);
        if (text.ends_with('\n')) text.pop_back();
        return text;
    }
    [[nodiscard]] const std::filesystem::path& folder() const { return dir_.path(); }

  private:
    [[nodiscard]] std::map<std::string, std::string> environment() const {
        const char* path = std::getenv("PATH");
        // That of all tests (tools/run_tests.sh), else one of our own.
        const char* shared = std::getenv("VERBATIM_TEST_GOCACHE");
        return {{"PATH", std::string(TEST_GO "/bin:") + (path != nullptr ? path : "")},
                {"HOME", dir_.path().string()},
                {"GOCACHE", shared != nullptr ? shared : (dir_.path() / "cache").string()},
                {"GOPATH", (dir_.path() / "gopath").string()},
                {"GOENV", "off"},
                {"GOFLAGS", ""},
                {"GOPROXY", "off"},
                {"GOTOOLCHAIN", "local"},
                {"CGO_ENABLED", "0"},
                {"GIT_CONFIG_NOSYSTEM", "1"}};
    }

    TemporaryDirectory dir_;
    std::filesystem::path module_;
    std::map<std::string, std::string> built_;
};

// One for the whole program, since a first build compiles Go's runtime; gone when it ends.
inline GoBinaries& go_binaries() {
    static GoBinaries binaries;
    return binaries;
}

}  // namespace verbatim::test
