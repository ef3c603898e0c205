// For tests: a server script of this folder as an object. Ends with it.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace verbatim::test {

class LoopbackServer {
  public:
    explicit LoopbackServer(const std::filesystem::path& folder, const std::string& script = "http_server.py",
                            const std::vector<std::string>& options = {}) {
        for (const char* name : {"no_proxy", "NO_PROXY"}) setenv(name, "127.0.0.1", 1);
        std::array<int, 2> in{}, out{};
        if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("pipe2");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        std::vector<std::string> words = {"python3", TEST_SUPPORT "/" + script, folder.string()};
        words.insert(words.end(), options.begin(), options.end());
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        const int failed = posix_spawnp(&pid_, "python3", &actions, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(in[0]);
        close(out[1]);
        stdin_ = in[1];
        char c = 0;
        while (failed == 0 && read(out[0], &c, 1) == 1 && c != '\n') port_ += c;
        close(out[0]);
        if (port_.empty()) {
            stop();
            throw std::runtime_error("the test server did not start");
        }
    }
    ~LoopbackServer() { stop(); }
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;

    void stop() {
        if (stdin_ >= 0) close(stdin_);
        stdin_ = -1;
        if (pid_ > 0) waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    [[nodiscard]] std::string url(const std::string& path = "") const {
        return "http://127.0.0.1:" + port_ + path;
    }

  private:
    pid_t pid_ = -1;
    int stdin_ = -1;
    std::string port_;
};

}  // namespace verbatim::test
