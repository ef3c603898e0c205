#include "plan/licence_tool.h"

#include "plan/go_command.h"

namespace verbatim {

namespace {

constexpr const char* goroot = "/usr/local/go";
constexpr const char* source_folder = "/build/src";
constexpr const char* program = "licences";

std::map<std::string, std::string> plain_environment() {
    return {{"HOME", "/home/builder"}, {"USER", "builder"}, {"LANG", "C.UTF-8"},
            {"LC_ALL", "C.UTF-8"},     {"TZ", "UTC"},       {"TMPDIR", "/tmp"},
            {"SOURCE_DATE_EPOCH", "0"}};
}

}  // namespace

std::vector<std::string> licence_tool_files() {
    return {"go.mod", "go.sum", "main.go"};
}

RunCommand licence_tool_build(const Platform& host, const std::string& go) {
    RunCommand run;
    run.argv = {std::string(goroot) + "/bin/go",
                "build",
                "-trimpath",
                "-buildvcs=false",
                "-mod=readonly",
                "-o",
                std::string(output_folder) + "/" + program,
                "."};
    run.environment = plain_environment();
    run.environment.insert({{"PATH", std::string(goroot) + "/bin:/usr/bin:/bin"},
                            {"GOPATH", "/go"},
                            {"GOCACHE", "/tmp/go-build-cache"},
                            {"GOENV", "off"},
                            {"GOFLAGS", "-modcacherw"},
                            {"GOTOOLCHAIN", "local"},
                            {"GOTELEMETRY", "off"},
                            {"GOPROXY", std::string("file://") + modules_folder},
                            {"GOSUMDB", "off"},
                            {"GOOS", host.os},
                            {"GOARCH", host.arch},
                            {"CGO_ENABLED", "0"}});
    run.directory = source_folder;
    run.mounts = {{"root", "/", false, false},
                  {"toolchain", goroot, false, false},
                  {"source", source_folder, true, false},
                  {"modules", modules_folder, false, false}};
    run.scratch = {"/tmp", "/home/builder", "/go"};
    run.outputs["bin"] = {output_folder, false};
    run.stamps = {{"go", go}, {"GOOS", host.os}, {"GOARCH", host.arch}};
    run.time_limit_seconds = 900;
    run.memory_bytes = 1LL << 30U;
    return run;
}

RunCommand licence_tool_run() {
    const std::string tool = "/tool", files = "/licences";
    RunCommand run;
    run.argv = {tool + "/" + program, files, std::string(output_folder) + "/report.json"};
    run.environment = plain_environment();
    run.environment["PATH"] = "/usr/bin:/bin";
    run.directory = "/tmp";
    run.mounts = {
        {"root", "/", false, false}, {"tool", tool, false, false}, {"licences", files, false, false}};
    run.scratch = {"/tmp", "/home/builder"};
    run.outputs["report"] = {output_folder, false};
    run.time_limit_seconds = 900;
    run.memory_bytes = 512LL << 20U;
    return run;
}

}  // namespace verbatim
